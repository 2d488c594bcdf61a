import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Module, modules } from "./modules.ts";
import { type Result, results, score, type Survivor, total } from "./result.ts";
import { root } from "./stryker.ts";

/** Why a survivor may remain: a text of its line, its replacement where the line has several, and the reason. */
type Reason = {
  readonly file: string;
  readonly was: string;
  readonly becomes?: string;
  readonly why: string;
};

/** Writes `docs/mutation.md` from the checked-in results and reasons: `node verify/mutation/table.ts`. */
export function writeTable(): void {
  const reasons = JSON.parse(readFileSync(`${import.meta.dirname}/reasons.json`, "utf8")) as Reason[];
  const done = modules.flatMap((module) => {
    const result = results()[module.name];
    return result ? [{ ...module, result }] : [];
  });
  const text = [
    intro,
    "| module | date | score | target | noticed | by time alone | survived | not covered | ignored |",
    "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ...done.map((module) => row(module, module.result)),
    "",
    ...modules.flatMap(unknown),
    "## Files",
    "",
    "| file | score | noticed | survived | not covered |",
    "|---|---:|---:|---:|---:|",
    ...done.flatMap(({ result }) => fileRows(result)),
    "",
    "## What nobody noticed",
    ...done.flatMap(({ name, result }) => ["", `### ${name}`, "", ...survivorLines(result, reasons)]),
  ];
  writeFileSync(join(root, "docs/mutation.md"), `${text.join("\n")}\n`);
}

/** What no run has judged yet: said, so that a score is not taken for more than it is. */
function unknown({ name, files }: Module): string[] {
  const known = results()[name]?.files ?? {};
  const rest = files.filter((file) => known[file] === undefined);
  return rest.length === 0 ? [] : [`Not run yet in \`${name}\`: ${rest.join(", ")}.`, ""];
}

const intro = `# Mutation: which faults the tests would miss

Written by \`npm run mutation\`. Stryker changes one thing of a file at a time and asks the module's tests
(\`verify/mutation/modules.ts\`); the score is the part that they notice. Not counted: what runs once while a file is
loaded (schemas, manifests, keys), and sentences that people read (\`verify/mutation/plugins.ts\` says which).
Property tests, journeys and \`verify\` are not asked, so the score is a lower bound.
`;

function row({ name, target, files: all }: Module, { date, files }: Result): string {
  const { detected, timeouts, survived, uncovered, ignored } = total(files);
  const known = all.filter((file) => files[file] !== undefined).length;
  const part = known < all.length ? ` (${known} of ${all.length} files)` : "";
  const scores = [`${score(files)} %${part}`, `${target} %`];
  return `| ${[name, date, ...scores, detected, timeouts, survived, uncovered, ignored].join(" | ")} |`;
}

function fileRows({ files }: Result): string[] {
  return Object.entries(files)
    .filter(([, { detected, survived, uncovered }]) => detected + survived + uncovered > 0)
    .map(([file, counts]) => {
      const own = score({ [file]: counts });
      return `| ${file} | ${own} % | ${counts.detected} | ${counts.survived} | ${counts.uncovered} |`;
    });
}

function survivorLines({ survivors }: Result, reasons: readonly Reason[]): string[] {
  if (survivors.length === 0) return ["Nothing."];
  return survivors.map((each) => {
    const why = reasons.find((reason) => explains(reason, each))?.why ?? "No test asks for it yet.";
    const becomes = each.replacement.replaceAll(/\s+/g, " ").slice(0, 120);
    return `- ${each.file}: \`${each.was.slice(0, 140)}\` → ${each.mutator} \`${becomes}\`. ${why}`;
  });
}

function explains({ file, was, becomes }: Reason, survivor: Survivor): boolean {
  return (
    file === survivor.file &&
    survivor.was.includes(was) &&
    (becomes === undefined || becomes === survivor.replacement)
  );
}

if (import.meta.main) writeTable();
