import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const files = ["functions", "shared", "infra", "local", "web"]
  .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
  .filter((file) => !file.includes("/generated/"));
const linesOf = (file: string): string[] => readFileSync(join(root, file), "utf8").trimEnd().split("\n");

/** The value below which a share of a sorted list lies. */
function share(values: number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0;
}

test("files stay small: median 70 lines, nine of ten under 200, none over 350", () => {
  const sizes = files.map((file) => linesOf(file).length);
  expect(files.filter((file) => linesOf(file).length > 350)).toEqual([]);
  expect(share(sizes, 0.5)).toBeLessThanOrEqual(70);
  expect(share(sizes, 0.9)).toBeLessThanOrEqual(200);
});

test("functions stay short: nine of ten at most 40 lines", () => {
  const lengths = files.flatMap((file) => topLevelFunctions(linesOf(file)));
  expect(lengths.length).toBeGreaterThan(100);
  expect(share(lengths, 0.9)).toBeLessThanOrEqual(40);
});

/** The formatter puts a top-level function's first and last line at column 0. */
function topLevelFunctions(lines: string[]): number[] {
  return lines.flatMap((line, start) => {
    if (!/^(export )?(async )?function\b/.test(line)) return [];
    const end = lines.findIndex((each, index) => index >= start && each.startsWith("}"));
    return [end - start + 1];
  });
}
