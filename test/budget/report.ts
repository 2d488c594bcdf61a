import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contexts } from "#functions/index";
import { callsByRoute, measuringWorld, placingUnits } from "./measure.ts";
import { hopsOf } from "./hops.ts";
import { starts } from "./start.ts";

const root = join(import.meta.dirname, "../..");

/** `npm run -s budget -- --json`: every figure that the design puts a limit to, measured now. */
if (import.meta.main) {
  const fixtures = await measuringWorld();
  const begun = await starts();
  const report = {
    ...sizes(),
    hops: Object.fromEntries(contexts.map(({ name }) => [name, hopsOf(name)])),
    bundles: begun.map(({ import_cpu_ratio: _ratio, ...size }) => size),
    import_cpu_ratio: Object.fromEntries(begun.map(({ name, import_cpu_ratio: ratio }) => [name, ratio])),
    aws_calls: await callsByRoute(fixtures),
    place_order_write_units: await placingUnits(fixtures),
  };
  console.log(JSON.stringify(report, undefined, process.argv.includes("--json") ? 0 : 2));
}

/** Lines of files and of top-level functions; generated files are not counted. */
function sizes() {
  const texts = ["functions", "shared", "infra", "local", "web"]
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
    .filter((file) => !file.includes("/generated/"))
    .map((file) => readFileSync(join(root, file), "utf8").trimEnd().split("\n"));
  const lines = texts.map(({ length }) => length);
  const functions = texts.flatMap(functionLines);
  return {
    files: {
      count: lines.length,
      median_lines: share(lines, 0.5),
      p90_lines: share(lines, 0.9),
      max_lines: Math.max(...lines),
    },
    functions: { count: functions.length, p90_lines: share(functions, 0.9) },
  };
}

/** The formatter puts a top-level function's first and last line at column 0. */
function functionLines(lines: readonly string[]): number[] {
  return lines.flatMap((line, start) =>
    /^(export )?(async )?function\b/.test(line)
      ? [lines.findIndex((each, index) => index >= start && each.startsWith("}")) - start + 1]
      : [],
  );
}

function share(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0;
}
