import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Report = {
  name: string;
  promise: string;
  n: number;
  seed: number;
  violations: number;
  stimuli: number;
  planted: number;
  killed: number;
  seconds: number;
};

const root = join(import.meta.dirname, "..");
const readme = join(root, "README.md");
const between = /(<!-- reliability -->)[\s\S]*(<!-- \/reliability -->)/;

/** Fills the README's reliability table from the reports of the last runs: `node verify/table.ts`. */
function main(): void {
  const reports = globSync("reports/verify/*.json", { cwd: root })
    .map((file) => JSON.parse(readFileSync(join(root, file), "utf8")) as Partial<Report>)
    .filter(
      (report): report is Report =>
        report.n !== undefined && report.planted !== undefined && report.promise !== undefined,
    )
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const rows = reports.map(
    ({ name, promise, n, stimuli, violations, planted, killed, seed }) =>
      `| \`verify:${name}\` | ${promise} | ${n} | ${stimuli} | ${violations} | ${killed} of ${planted} | ${seed} |`,
  );
  const head = [
    "| command | promise | n | stimuli | violations | planted bugs caught | seed |",
    "|---|---|---:|---:|---:|---:|---:|",
  ];
  const text = readFileSync(readme, "utf8");
  if (!between.test(text)) throw new Error("README.md has no reliability markers.");
  writeFileSync(readme, text.replace(between, `$1\n${[...head, ...rows].join("\n")}\n$2`));
}

main();
