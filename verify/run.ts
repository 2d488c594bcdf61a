import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Bug, Options } from "./guarantee.ts";
import { type Ran, runner } from "./processes.ts";

/** What stands in the README's table and in `reports/verify/<name>.json`. */
export type Report = {
  readonly name: string;
  readonly promise: string;
  readonly n: number;
  readonly seed: number;
  readonly effort: number;
  readonly violations: number;
  readonly stimuli: number;
  readonly planted: number;
  readonly killed: number;
  /** Of all its processes together; several guarantees may run side by side. */
  readonly seconds: number;
  /** Planted bugs that nobody noticed, or that could not be planted. */
  readonly survivors?: readonly string[];
  /** The first violations, as the guarantee told them. */
  readonly examples?: readonly string[];
};

type Asked = Omit<Options, "untilFirst">;

const folder = `${import.meta.dirname}/guarantees`;
const reports = `${import.meta.dirname}/../reports/verify`;

/**
 * `node verify/run.ts [name …] [--json] [--seed N] [--effort N] [--quick] [--jobs N] [--endpoint URL]`: each guarantee,
 * then each of its planted bugs, in a process of its own, `jobs` of them at a time. One JSON line each on standard
 * output; with `--json` and no names one array.
 */
if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      seed: { type: "string", default: "20261125" },
      effort: { type: "string", default: "1" },
      jobs: { type: "string", default: "2" },
      endpoint: { type: "string" },
    },
  });
  const options: Asked = {
    seed: Number(values.seed),
    effort: values.quick ? 0.2 : Number(values.effort),
    endpoint: values.endpoint,
  };
  const names = positionals.length > 0 ? positionals : guaranteeNames();
  const run = runner(Number(values.jobs));
  const asArray = values.json && positionals.length === 0;
  const all = await Promise.all(
    names.map(async (name) => {
      const report = await prove(name, options, run);
      if (!asArray) console.log(JSON.stringify(brief(report)));
      return report;
    }),
  );
  if (asArray) console.log(JSON.stringify(all.map(brief), undefined, 2));
  const failed = all.filter((report) => !holds(report));
  say(`${all.length - failed.length} of ${all.length} guarantees hold, ${failed.length} guarantees do not.`);
  for (const { name, violations, survivors = [] } of failed)
    say(`${name}: ${violations} violations, ${survivors.length} planted bugs unnoticed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** Every guarantee there is: the folder is the list. */
export function guaranteeNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

/** A promise is proved when nothing broke it, something tried to, and every planted bug was noticed. */
export function holds({ violations, stimuli, planted, killed }: Report): boolean {
  return violations === 0 && stimuli > 0 && planted > 0 && killed === planted;
}

/** Runs a guarantee and its bugs, and stores the report. */
export async function prove(name: string, options: Asked, run: ReturnType<typeof runner>): Promise<Report> {
  const { told, seconds } = await run(name, options);
  const { outcome, promise, bugs, plants = [] } = "error" in told ? broken(told.error) : told;
  for (const violation of outcome.violations.slice(0, 5)) say(`${name}: VIOLATION ${violation}`);
  const { noticed = [], violations, n, stimuli } = outcome;
  for (const plant of plants) say(`${name}: ${plant}: ${noticed.includes(plant) ? "noticed" : "SURVIVED"}`);
  const tried = await Promise.all(bugs.map((bug) => trial(name, bug, options, run)));
  const survivors = [
    ...plants.filter((plant) => !noticed.includes(plant)),
    ...tried.flatMap(({ survivor }) => survivor ?? []),
  ];
  const planted = bugs.length + plants.length;
  const all = tried.reduce((sum, each) => sum + each.seconds, seconds);
  const report: Report = {
    name,
    promise,
    n,
    seed: options.seed,
    effort: options.effort,
    violations: violations.length,
    stimuli,
    planted,
    killed: planted - survivors.length,
    seconds: Math.round(all * 10) / 10,
    ...(survivors.length > 0 ? { survivors } : {}),
    ...(violations.length > 0 ? { examples: violations.slice(0, 5) } : {}),
  };
  mkdirSync(reports, { recursive: true });
  writeFileSync(`${reports}/${name}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
}

/**
 * A quick run may be small and a long one long; a bug gets the ordinary one, which ends when it is noticed: what survives
 * that is a gap, and CI runs no hour of more of the same.
 */
async function trial(
  name: string,
  bug: Bug,
  { seed, endpoint }: Asked,
  run: ReturnType<typeof runner>,
): Promise<{ survivor?: string; seconds: number }> {
  const options = { seed, effort: 1, endpoint, untilFirst: true };
  const { told, seconds }: Ran = await run(name, options, bug);
  const noticed = "outcome" in told && told.outcome.violations.length > 0;
  say(`${name}: ${bug.name}: ${noticed ? "noticed" : "SURVIVED"}`);
  if (noticed) return { seconds };
  if ("outcome" in told) return { survivor: bug.name, seconds };
  say(told.error);
  return { survivor: `${bug.name} (${firstLine(told.error)})`, seconds };
}

function broken(error: string) {
  say(error);
  return {
    promise: "",
    bugs: [],
    plants: [],
    outcome: {
      n: 0,
      violations: [`it did not run: ${firstLine(error)}`],
      stimuli: 0,
      noticed: [] as readonly string[],
    },
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

function brief({ promise: _promise, effort: _effort, ...line }: Report) {
  return line;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
