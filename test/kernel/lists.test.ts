import { expect, test } from "vitest";
import { openCursor } from "#shared/cursor";
import type { Page } from "#shared/reads";
import { transact } from "#shared/transact";
import { freshStore, inPantry, Jars, Parcels, Tastings } from "./pantry.ts";

const store = freshStore();
const queries = () => store.now.asked("Query");

const jars = [
  { shelf: "top", jar: "apple", fruit: "apple", grams: 300 },
  { shelf: "top", jar: "plum", fruit: "plum", grams: 250 },
  { shelf: "top", jar: "plum-2", fruit: "plum", grams: 1000 },
  { shelf: "low", jar: "plum-3", fruit: "plum", grams: 90 },
  { shelf: "top", jar: "quince" },
];
const filled = () => transact(jars.map((jar) => Jars.create({ ...jar, version: 1 })));
const namesOf = ({ data }: { data: { jar: string }[] }) => data.map(({ jar }) => jar);

test.each<[string, Page, string[]]>([
  ["all of it", {}, ["apple", "plum", "plum-2", "quince"]],
  ["from a name on", { from: "plum" }, ["plum", "plum-2", "quince"]],
  ["up to a name and what begins with it", { to: "plum" }, ["apple", "plum", "plum-2"]],
  ["between two names", { from: "b", to: "plum" }, ["plum", "plum-2"]],
  ["one name and what begins with it", { from: "plum", to: "plum" }, ["plum", "plum-2"]],
  ["from the very beginning", { from: "" }, ["apple", "plum", "plum-2", "quince"]],
  ["backwards", { reverse: true }, ["quince", "plum-2", "plum", "apple"]],
  ["backwards from a name on", { reverse: true, from: "plum-2" }, ["quince", "plum-2"]],
  ["so many", { limit: 2 }, ["apple", "plum"]],
])("a partition is listed in the order of its sort key: %s", async (_, page, expected) => {
  await inPantry(async () => {
    await filled();
    expect(namesOf(await Jars.list({ shelf: "top" }, page))).toEqual(expected);
    expect(queries()).toHaveLength(1);
  });
});

test.each<[string, { year?: number }, Page, string[]]>([
  ["everything", {}, {}, ["2019 ada", "2020 ada", "2020 bob", "2021 cyd"]],
  ["one year", { year: 2020 }, {}, ["2020 ada", "2020 bob"]],
  ["years from one on", {}, { from: 2020 }, ["2020 ada", "2020 bob", "2021 cyd"]],
  ["years up to one", {}, { to: 2020 }, ["2019 ada", "2020 ada", "2020 bob"]],
  ["a range of years", {}, { from: 2020, to: 2020 }, ["2020 ada", "2020 bob"]],
  ["the names of one year from one on", { year: 2020 }, { from: "b" }, ["2020 bob"]],
  ["the names of one year up to one", { year: 2020 }, { to: "ada" }, ["2020 ada"]],
  ["a year without any", { year: 2018 }, {}, []],
])(
  "where the sort key is given in part, its next part bounds the list: %s",
  async (_, given, page, expected) => {
    await inPantry(async () => {
      const all = [
        { year: 2019, taster: "ada" },
        { year: 2020, taster: "ada" },
        { year: 2020, taster: "bob" },
        { year: 2021, taster: "cyd" },
      ];
      await transact(all.map((each) => Tastings.create({ jar: "plum", ...each })));
      await transact([Tastings.create({ jar: "pear", year: 2020, taster: "eve" })]);
      const { data } = await Tastings.list({ jar: "plum", ...given }, page);
      expect(data.map(({ year, taster }) => `${year} ${taster}`)).toEqual(expected);
    });
  },
);

test("a range that ends before it begins is empty, and DynamoDB, which would refuse it, is not asked", async () => {
  await inPantry(async () => {
    await filled();
    expect(await Jars.list({ shelf: "top" }, { from: "q", to: "b" })).toEqual({ data: [] });
    expect(await Jars.by.jarsOfFruit({ fruit: "plum" }, { from: 2, to: 1 })).toEqual({ data: [] });
    expect(queries()).toEqual([]);
  });
});

test("an index lists its own partition by its own sort key, with its bounds", async () => {
  await inPantry(async () => {
    await filled();
    const plums = async (page: Page) => namesOf(await Jars.by.jarsOfFruit({ fruit: "plum" }, page));
    expect(await plums({})).toEqual(["plum-3", "plum", "plum-2"]);
    expect(await plums({ from: 100 })).toEqual(["plum", "plum-2"]);
    expect(await plums({ to: 250, reverse: true })).toEqual(["plum", "plum-3"]);
    const { data } = await Jars.by.jarsOfFruit({ fruit: "plum", grams: 250 });
    expect(namesOf({ data })).toEqual(["plum"]);
  });
});

test("a list may be asked for as of now, an index, which cannot answer so, never is", async () => {
  await inPantry(async () => {
    await Jars.list({ shelf: "top" }, { consistent: true });
    await Jars.list({ shelf: "top" });
    await Jars.by.jarsOfFruit({ fruit: "plum" }, { consistent: true });
    expect(queries().map((input) => input["ConsistentRead"])).toEqual([true, undefined, undefined]);
  });
});

test("a list cannot be asked for without its whole partition", async () => {
  await inPantry(async () => {
    await expect(Jars.list({})).rejects.toThrow('"{dealer}#pantry#shelf#{shelf}" is missing');
  });
});

/** Follows the cursors of a list of single items to its end. */
async function followed<T>(list: (page: Page) => Promise<{ data: T[]; next_cursor?: string }>) {
  const pages: T[][] = [];
  const positions: string[][] = [];
  let cursor: string | undefined;
  do {
    const { data, next_cursor } = await list({ limit: 1, ...(cursor ? { cursor } : {}) });
    pages.push(data);
    cursor = next_cursor;
    if (cursor) positions.push(await openCursor(cursor));
  } while (cursor);
  return { found: pages.flat(), positions };
}
const starts = () => queries().map((input) => input["ExclusiveStartKey"]);

test("a list's cursors lead through all of it, each item once, and hold its sort key alone", async () => {
  await inPantry(async () => {
    await filled();
    const { found, positions } = await followed((page) => Jars.list({ shelf: "top" }, page));
    expect(namesOf({ data: found })).toEqual(["apple", "plum", "plum-2", "quince"]);
    expect(positions[0]).toEqual(["apple"]);
    expect(starts().slice(0, 2)).toEqual([
      undefined,
      { pk: { S: "oslo-cars#pantry#shelf#top" }, sk: { S: "apple" } },
    ]);
  });
});

test("an index's cursors lead through all of it, and name no dealer", async () => {
  await inPantry(async () => {
    await filled();
    const { found, positions } = await followed((page) => Jars.by.jarsOfFruit({ fruit: "plum" }, page));
    expect(namesOf({ data: found })).toEqual(["plum-3", "plum", "plum-2"]);
    expect(positions[0]).toEqual(["plum-3", "0000000000000090#plum-3", "#pantry#shelf#low"]);
    expect(starts()[1]).toEqual({
      pk: { S: "oslo-cars#pantry#shelf#low" },
      sk: { S: "plum-3" },
      gs1pk: { S: "oslo-cars#pantry#fruit#plum" },
      gs1sk: { S: "0000000000000090#plum-3" },
    });
  });
});

test("the platform's cursors lead from one dealer's items to the next one's", async () => {
  for (const [dealer, parcel] of [
    ["oslo-cars", "b"],
    ["rome-cars", "a"],
    ["rome-cars", "c"],
  ] as const) {
    const create = () => transact([Parcels.create({ parcel, road: "e6" })]);
    await inPantry(create, { dealer, widened: true });
  }
  await inPantry(
    async () => {
      const { found, positions } = await followed((page) => Parcels.by.parcelsOnRoad({ road: "e6" }, page));
      expect(found.map(({ parcel }) => parcel)).toEqual(["a", "b", "c"]);
      expect(positions[0]).toEqual(["parcel", "a", "rome-cars#pantry#parcel#a"]);
      expect(starts()[2]).toEqual({
        pk: { S: "oslo-cars#pantry#parcel#b" },
        sk: { S: "parcel" },
        gs1pk: { S: "platform#pantry#road#e6" },
        gs1sk: { S: "b" },
      });
    },
    { dealer: "platform" },
  );
});

test("every item of a partition comes however many pages DynamoDB makes of them, and no cursor is sealed for it", async () => {
  await inPantry(async () => {
    await filled();
    const { call } = store.now.dynamodb;
    store.now.dynamodb.call = (operation, input) => call(operation, { ...input, Limit: 1 });
    const found: { jar: string }[] = [];
    for await (const jar of Jars.all({ shelf: "top" }, { consistent: true })) found.push(jar);
    expect(namesOf({ data: found })).toEqual(["apple", "plum", "plum-2", "quince"]);
    expect(queries().every((input) => input["ConsistentRead"] === true)).toBe(true);
    expect(store.now.asked("GetSecretValue")).toEqual([]);
  });
});
