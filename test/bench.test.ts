import { expect, test } from "vitest";
import { bytesKept, cpuOf, median } from "../bench/measuring.ts";
import { miniSearchFind, miniSearchOf } from "../bench/minisearch.ts";
import { answered } from "../bench/questions-answered.ts";
import { stock } from "../bench/stock.ts";
import { search } from "../bench/search.ts";

test("the search that is measured answers as its peer does, with the same cars in the same run", async () => {
  const { unequal_to_plain, stored_items } = await search(600);
  expect({ unequal_to_plain, stored_items }).toEqual({ unequal_to_plain: 0, stored_items: 1 });
});

test("random questions in both scripts are answered as the oracle answers them", () => {
  const { questions: asked, with_text, with_chinese, with_answers, wrong } = answered(300, 5);
  expect({ asked, wrong }).toEqual({ asked: 300, wrong: 0 });
  // A question that nothing answers, or that has no words, proves little.
  expect(with_text).toBeGreaterThan(150);
  expect(with_chinese).toBeGreaterThan(50);
  expect(with_answers).toBeGreaterThan(50);
});

test("the peer for texts finds at least the cars of the brand that is asked for", () => {
  const rows = stock(300);
  const peer = miniSearchOf(rows);
  for (const brand of new Set(rows.map((row) => row.brand))) {
    const { total } = miniSearchFind(peer, { filters: { q: brand }, sort: "price", limit: 20 });
    expect(total, brand).toBeGreaterThanOrEqual(rows.filter((row) => row.brand === brand).length);
  }
});

test("the same seed is the same stock", () => {
  expect(stock(50)).toEqual(stock(50));
});

test("what is measured is counted: CPU of work, bytes of what is kept", async () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  const idle = await cpuOf(5, () => 0);
  const busy = await cpuOf(5, () => Array.from({ length: 300_000 }, (_, at) => Math.sqrt(at)).length);
  expect(busy).toBeGreaterThan(idle);
  const { made, bytes } = await bytesKept(() => new Float64Array(1_000_000));
  expect(bytes).toBeGreaterThan(made.byteLength * 0.9);
});
