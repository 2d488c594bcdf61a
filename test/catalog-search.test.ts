import * as fc from "fast-check";
import { expect, test } from "vitest";
import { find } from "#functions/catalog/search/find";
import { pack, unpack } from "#functions/catalog/search/segment";
import { type Entry, entryOf } from "#functions/catalog/search/entry";
import { apply, emptySnapshot } from "#functions/catalog/search/snapshot";
import { isOneSlipFrom } from "#functions/catalog/search/words";
import type { WindowRow } from "#functions/catalog/window-row";
import { oracle } from "#test/catalog-oracle";
import { anyHistory, anyQuestion, anyRow } from "#test/catalog-questions";

/** `npm run -s bench` asks 10,000 questions; this is the same with fewer. */
const runs = Number(process.env["SEARCH_RUNS"] ?? 400);

function holding(entries: readonly Entry[]) {
  const snapshot = emptySnapshot();
  for (const entry of entries) apply(snapshot, entry);
  return snapshot;
}

const showing = (rows: readonly WindowRow[]) => holding(rows.map((row) => entryOf(row.vehicle, 1, row)));

test("every question has the answer that looking at every car has", () => {
  fc.assert(
    fc.property(anyHistory, fc.array(anyQuestion, { minLength: 1, maxLength: 5 }), (history, questions) => {
      const snapshot = holding(history.entries);
      for (const question of questions)
        expect(find(snapshot, question)).toEqual(oracle(history.rows, question));
    }),
    { numRuns: runs },
  );
});

test("changes that come twice, late and in any order make the same window", () => {
  const shuffled = anyHistory.chain((history) =>
    fc
      .shuffledSubarray([...history.entries, ...history.entries], { minLength: history.entries.length * 2 })
      .map((entries) => ({ entries, rows: history.rows })),
  );
  fc.assert(
    fc.property(shuffled, anyQuestion, ({ entries, rows }, question) => {
      expect(find(holding(entries), question)).toEqual(oracle(rows, question));
    }),
    { numRuns: runs / 4 },
  );
});

test("what was packed is unpacked as it was, cars that left included", () => {
  fc.assert(
    fc.property(anyHistory, ({ entries }) => {
      expect(pack(entries).flatMap(({ bytes }) => unpack(bytes))).toEqual(entries);
    }),
    { numRuns: runs / 4 },
  );
});

test("whatever the texts are like, every piece fits an item of the table", () => {
  const [row] = fc.sample(anyRow, 1);
  const noise = (length: number) =>
    fc.sample(fc.string({ minLength: length, maxLength: length }), 1)[0] ?? "";
  const entries = Array.from({ length: 1500 }, (_, at) => {
    const photo = { url: `/${noise(400)}`, alt: { en: noise(200), "zh-CN": noise(200) } };
    return entryOf(`veh_${String(at).padStart(26, "0")}`, at, { ...row!, photo });
  });
  const packed = pack(entries);
  expect(packed.length).toBeGreaterThan(1);
  for (const { bytes } of packed) expect(bytes.length).toBeLessThan(390_000);
  expect(packed.flatMap(({ bytes }) => unpack(bytes)).map(({ vehicle }) => vehicle)).toEqual(
    entries.map(({ vehicle }) => vehicle),
  );
  expect(packed.reduce((sum, each) => sum + each.entries, 0)).toBe(1500);
});

const [sample] = fc.sample(anyRow, { numRuns: 1, seed: 1 });
const named = (vehicle: string, brand: string, model: string, trim?: string): WindowRow => ({
  ...sample!,
  vehicle,
  brand,
  model,
  trim,
});
const stock = showing([
  named("veh_x5", "BMW", "X5", "xDrive M Sport"),
  named("veh_320", "BMW", "320d"),
  named("veh_golf", "Volkswagen", "Golf", "R-Line"),
  named("veh_rover", "Land Rover", "Discovery Sport"),
  named("veh_han", "BYD", "汉 EV", "尊贵型"),
  named("veh_octavia", "Škoda", "Octavia"),
]);
const answer = (q: string) =>
  find(stock, { filters: { q }, sort: "price", limit: 30 })
    .cards.map(({ vehicle }) => vehicle)
    .toSorted();

test.each([
  ["bmw", ["veh_320", "veh_x5"]],
  ["宝马", ["veh_320", "veh_x5"]],
  ["宝马 x5", ["veh_x5"]],
  ["宝马x5", ["veh_x5"]],
  ["bm 32", ["veh_320"]],
  ["330d", []],
  ["gofl", ["veh_golf"]],
  ["wolkswagen", ["veh_golf"]],
  ["rline", ["veh_golf"]],
  ["landrover", ["veh_rover"]],
  ["路虎", ["veh_rover"]],
  ["sport", ["veh_rover", "veh_x5"]],
  ["比亚迪 尊贵", ["veh_han"]],
  ["汉", ["veh_han"]],
  ["skoda", ["veh_octavia"]],
  ["ŠKODA ocatvia", ["veh_octavia"]],
  ["ＢＭＷ", ["veh_320", "veh_x5"]],
  ["bmw golf", []],
  ["…!", ["veh_320", "veh_golf", "veh_han", "veh_octavia", "veh_rover", "veh_x5"]],
] as const)("who asks for %s finds what they mean", (question, cars) => {
  expect(answer(question)).toEqual(cars);
});

test("one slip is a letter more, less, another or two exchanged, and nothing else", () => {
  const word = fc.string({ maxLength: 6, unit: fc.constantFrom("a", "b", "c") });
  const slip = (a: string, b: string): boolean => slips(a).has(b);
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(isOneSlipFrom(a, b)).toBe(slip(a, b));
    }),
    { numRuns: 2000 },
  );
});

/** Every word that one slip makes of a word, and the word. */
function slips(word: string): Set<string> {
  const letters = ["a", "b", "c"];
  const all = new Set([word]);
  for (let at = 0; at <= word.length; at += 1) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    all.add(before + after.slice(1));
    if (after.length > 1) all.add(before + after[1]! + after[0]! + after.slice(2));
    for (const letter of letters)
      all.add(before + letter + after).add(at < word.length ? before + letter + after.slice(1) : word);
  }
  return all;
}
