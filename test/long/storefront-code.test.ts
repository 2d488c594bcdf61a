import { expect, test } from "vitest";
import { pageCode } from "../../bench/page-code.ts";

test("page code is at most 80 KB, whatever page is asked for first", async () => {
  const { at_import: start, by_part: parts, with_page: pages } = await pageCode();
  expect(start).toBeGreaterThan(10_000);
  expect(Object.keys(pages).length).toBeGreaterThan(10);
  for (const bytes of Object.values(pages)) expect(bytes).toBeGreaterThanOrEqual(start);
  expect(Math.max(...Object.values(pages))).toBeLessThanOrEqual(80 * 1024);
  // What is sent as a file of its own is no code of ours, and is loaded when it is asked for.
  expect(Object.keys(parts)).not.toContain("page-text");
}, 60_000);
