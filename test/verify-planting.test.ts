import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Guarantee } from "../verify/guarantee.ts";
import { withBug } from "../verify/planting.ts";
import { guaranteeNames, holds } from "../verify/run.ts";

const root = join(import.meta.dirname, "..");
const bug = { name: "two", file: "a.ts", find: "1", put: "2" };

test("a bug is planted where its text stands once; where it stands never or twice it is stale, and the run fails", () => {
  expect(withBug("a = 1;", bug)).toBe("a = 2;");
  expect(() => withBug("a = 3;", bug)).toThrow("stale");
  expect(() => withBug("a = 1 + 1;", bug)).toThrow("stale");
});

test.each(guaranteeNames())(
  "every bug that %s is tried with still fits the code it is planted in",
  async (name) => {
    const { guarantee } = (await import(`../verify/guarantees/${name}.ts`)) as { guarantee: Guarantee };
    expect(guarantee.name).toBe(name);
    expect(guarantee.bugs.length + (guarantee.plants?.length ?? 0)).toBeGreaterThan(0);
    for (const each of guarantee.bugs)
      expect(withBug(readFileSync(join(root, each.file), "utf8"), each)).not.toContain("\0");
  },
);

test("a promise is not proved by a run that tried nothing, nor while a planted bug goes unnoticed", () => {
  const report = { name: "x", promise: "", n: 1, seed: 1, effort: 1, seconds: 1 };
  const proved = { ...report, violations: 0, stimuli: 1, planted: 2, killed: 2 };
  expect(holds(proved)).toBe(true);
  for (const worse of [{ violations: 1 }, { stimuli: 0 }, { killed: 1 }, { planted: 0, killed: 0 }])
    expect(holds({ ...proved, ...worse })).toBe(false);
});
