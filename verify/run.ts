import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Told } from "./child.ts";
import type { Bug, Options } from "./guarantee.ts";

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
  readonly seconds: number;
  /** Planted bugs that nobody noticed, or that could not be planted. */
  readonly survivors?: readonly string[];
  /** The first violations, as the guarantee told them. */
  readonly examples?: readonly string[];
};

const folder = `${import.meta.dirname}/guarantees`;
const reports = `${import.meta.dirname}/../reports/verify`;
/** A run that hangs is a run that failed. */
const patienceMilliseconds = 20 * 60_000;

/**
 * `node verify/run.ts [name …] [--json] [--seed N] [--effort N] [--quick] [--workers N]`: each guarantee, then each of
 * its planted bugs, in a process of its own. One JSON line each on standard output; with `--json` and no names one array.
 */
if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      seed: { type: "string", default: "20261125" },
      effort: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
    },
  });
  const options = { seed: Number(values.seed), effort: values.quick ? 0.2 : Number(values.effort) };
  const all: Report[] = [];
  for (const name of positionals.length > 0 ? positionals : guaranteeNames()) {
    const report = await prove(name, options, Number(values.workers));
    all.push(report);
    if (!(values.json && positionals.length === 0)) console.log(JSON.stringify(brief(report)));
  }
  if (values.json && positionals.length === 0) console.log(JSON.stringify(all.map(brief), undefined, 2));
  process.exitCode = all.every(holds) ? 0 : 1;
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
  return violations === 0 && stimuli > 0 && killed === planted;
}

/** Runs a guarantee and its bugs, and stores the report. `workers`: processes at the same time for the bugs. */
export async function prove(
  name: string,
  options: Omit<Options, "untilFirst">,
  workers = 2,
): Promise<Report> {
  const begun = performance.now();
  say(`${name}: running`);
  const told = await child(name, options);
  const { outcome, bugs, promise } = "error" in told ? broken(told.error) : told;
  for (const violation of outcome.violations.slice(0, 5)) say(`${name}: VIOLATION ${violation}`);
  const survivors = await surviving(name, bugs, options, workers);
  const report: Report = {
    name,
    promise,
    n: outcome.n,
    ...options,
    violations: outcome.violations.length,
    stimuli: outcome.stimuli,
    planted: bugs.length,
    killed: bugs.length - survivors.length,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    ...(survivors.length > 0 ? { survivors } : {}),
    ...(outcome.violations.length > 0 ? { examples: outcome.violations.slice(0, 5) } : {}),
  };
  mkdirSync(reports, { recursive: true });
  writeFileSync(`${reports}/${name}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
}

async function surviving(
  name: string,
  bugs: readonly Bug[],
  options: Omit<Options, "untilFirst">,
  workers: number,
): Promise<string[]> {
  const waiting = [...bugs];
  const survivors: string[] = [];
  async function work(): Promise<void> {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      // A quick run may be small; a bug gets the whole one, and ends it when it is noticed.
      const told = await child(
        name,
        { ...options, effort: Math.max(options.effort, 1), untilFirst: true },
        bug,
      );
      const noticed = "outcome" in told && told.outcome.violations.length > 0;
      say(`${name}: ${bug.name}: ${noticed ? "noticed" : "SURVIVED"}`);
      if ("error" in told) say(told.error);
      if (!noticed) survivors.push("error" in told ? `${bug.name} (${firstLine(told.error)})` : bug.name);
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
  return survivors;
}

/** One run in a process of its own. What it prints goes to standard error, so that standard output stays JSON. */
async function child(name: string, options: Options, bug?: Bug): Promise<Told> {
  const running = spawn(
    process.execPath,
    ["--import", "./verify/planting.ts", "verify/child.ts", name, JSON.stringify(options)],
    {
      cwd: `${import.meta.dirname}/..`,
      stdio: ["ignore", process.stderr, process.stderr, "ipc"],
      env: { ...process.env, PLANT: bug ? JSON.stringify(bug) : "" },
      timeout: patienceMilliseconds,
    },
  );
  return new Promise((resolve) => {
    let told: Told = { error: "The process ended without a word." };
    running.on("message", (message) => {
      told = message as Told;
    });
    running.on("error", (error) => resolve({ error: error.message }));
    running.on("close", () => resolve(told));
  });
}

function broken(error: string) {
  say(error);
  return {
    promise: "",
    bugs: [],
    outcome: { n: 0, violations: [`it did not run: ${firstLine(error)}`], stimuli: 0 },
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
