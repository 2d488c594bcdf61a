import { expect, test } from "vitest";
import * as z from "zod/mini";
import { findTogether } from "#shared/reads";
import { entity } from "#shared/table";
import { transact } from "#shared/transact";
import { freshStore, inPantry, Jars, Notes } from "./pantry.ts";

const store = freshStore();

const TableName = "forecourt-test";
const aJar = (jar: string) => ({ shelf: "top", jar, version: 1 });
const keysOf = (jars: string[]) => jars.map((jar) => ({ shelf: "top", jar }));
const fill = (...jars: string[]) => transact(jars.map((jar) => Jars.create(aJar(jar))));
const batches = () =>
  store.now.asked("BatchGetItem").map((input) => {
    const { Keys, ConsistentRead } = (input["RequestItems"] as Record<string, Batch>)[TableName]!;
    return { jars: Keys.map(({ sk }) => sk?.S), consistent: ConsistentRead };
  });
type Batch = { Keys: { sk?: { S: string } }[]; ConsistentRead?: boolean };

/** DynamoDB may leave keys of a batch for later: here all but the first few of each. */
function answeringOnly(count: number): void {
  const { call } = store.now.dynamodb;
  store.now.dynamodb.call = (operation, input) => {
    if (operation !== "BatchGetItem") return call(operation, input);
    const request = (input["RequestItems"] as Record<string, Batch>)[TableName]!;
    const left = request.Keys.slice(count);
    const rest = { UnprocessedKeys: left.length > 0 ? { [TableName]: { ...request, Keys: left } } : {} };
    if (count === 0) return rest;
    const some = { [TableName]: { ...request, Keys: request.Keys.slice(0, count) } };
    return { ...call(operation, { ...input, RequestItems: some }), ...rest };
  };
}

test("an item is read by its whole key, as of now where that is asked; what is not there is a 404 that names its kind", async () => {
  await inPantry(async () => {
    await fill("plum");
    expect(await Jars.get({ shelf: "top", jar: "plum" })).toEqual(aJar("plum"));
    expect(await Jars.find({ shelf: "top", jar: "pear" }, { consistent: true })).toBeUndefined();
    await expect(Jars.get({ shelf: "top", jar: "pear" })).rejects.toMatchObject({
      status: 404,
      message: "There is no such jar.",
    });
    expect(store.now.asked("GetItem").map((input) => input["ConsistentRead"])).toEqual([
      undefined,
      true,
      undefined,
    ]);
    await expect(Jars.get({ shelf: "top" })).rejects.toThrow('A part of the key "{jar}" is missing.');
  });
});

test("many items come in the order of their keys, whatever is missing and whatever is asked twice, in one call", async () => {
  await inPantry(async () => {
    await fill("apple", "plum", "quince");
    const found = await Jars.findAll(keysOf(["quince", "none", "apple", "quince", "plum"]));
    expect(found.map((jar) => jar?.jar)).toEqual(["quince", undefined, "apple", "quince", "plum"]);
    expect(batches()).toEqual([{ jars: ["quince", "none", "apple", "plum"], consistent: undefined }]);
    await Jars.findAll(keysOf(["plum"]), { consistent: true });
    expect(batches()[1]).toEqual({ jars: ["plum"], consistent: true });
  });
});

test("items of several kinds are told apart by both parts of their keys", async () => {
  await inPantry(async () => {
    await transact([Notes.create({ note: "a" }), Notes.create({ note: "b", text: "hi" })]);
    await fill("note");
    const found = await findTogether([
      { of: Notes, key: { note: "b" } },
      { of: Jars, key: { shelf: "top", jar: "note" } },
      { of: Notes, key: { note: "a" } },
    ]);
    expect(found).toEqual([{ note: "b", text: "hi" }, aJar("note"), { note: "a" }]);
  });
});

test("no keys are no call, a hundred are one, and more are a fault", async () => {
  await inPantry(async () => {
    expect(await Jars.findAll([])).toEqual([]);
    const many = keysOf(Array.from({ length: 101 }, (_, index) => `j${index}`));
    await expect(Jars.findAll(many)).rejects.toThrow("At most 100 items can be read at once, not 101.");
    expect(batches()).toEqual([]);
    expect(await Jars.findAll(many.slice(1))).toHaveLength(100);
    expect(batches()).toHaveLength(1);
  });
});

test("what DynamoDB leaves for later is asked for again, and only that, after longer and longer waits", async () => {
  await inPantry(async () => {
    await fill("apple", "plum", "quince");
    answeringOnly(1);
    const found = await Jars.findAll(keysOf(["quince", "apple", "none", "plum"]), { consistent: true });
    expect(found.map((jar) => jar?.jar)).toEqual(["quince", "apple", undefined, "plum"]);
    expect(batches().map(({ jars }) => jars.join())).toEqual([
      "quince,apple,none,plum",
      "apple,none,plum",
      "none,plum",
      "plum",
    ]);
    expect(batches().every(({ consistent }) => consistent)).toBe(true);
    expect(store.now.waits).toEqual([40, 80, 160]);
  });
});

test("a read that six calls do not finish is given up as busy", async () => {
  await inPantry(async () => {
    answeringOnly(0);
    await expect(Jars.findAll(keysOf(["plum"]))).rejects.toMatchObject({ status: 503, code: "busy" });
    expect(batches()).toHaveLength(6);
    expect(store.now.waits).toEqual([40, 80, 160, 320, 640]);
  });
});

test("five calls may leave keys for later when the sixth does not", async () => {
  await inPantry(async () => {
    await fill("a", "b", "c", "d", "e", "f");
    answeringOnly(1);
    expect(await Jars.findAll(keysOf(["a", "b", "c", "d", "e", "f"]))).toHaveLength(6);
    expect(batches()).toHaveLength(6);
  });
});

test("an answer that says nothing of keys left for later is whole", async () => {
  await inPantry(async () => {
    await fill("plum");
    const { call } = store.now.dynamodb;
    store.now.dynamodb.call = (operation, input) => ({
      ...call(operation, input),
      UnprocessedKeys: undefined,
    });
    expect(await Jars.findAll(keysOf(["plum"]))).toEqual([aJar("plum")]);
    expect(batches()).toHaveLength(1);
  });
});

const Tins = entity({
  name: "Tin",
  v: 4,
  schema: z.object({ tin: z.string(), steps: z.optional(z.string()) }),
  key: { pk: "{dealer}#pantry#tin#{tin}", sk: "tin" },
  upcast: {
    1: (tin) => ({ ...tin, steps: `${String(tin["steps"])} one` }),
    // From 2 to 3 a field came that old items go without.
    3: (tin) => ({ ...tin, steps: `${String(tin["steps"])} three` }),
    4: (tin) => ({ ...tin, steps: "there is no fifth shape" }),
  },
});
const put = (item: Record<string, object>) =>
  store.now.dynamodb.call("PutItem", {
    TableName,
    Item: { pk: { S: "oslo-cars#pantry#tin#t" }, sk: { S: "tin" }, tin: { S: "t" }, ...item },
  });

test.each([
  [undefined, "old one three"],
  [1, "old one three"],
  [2, "old three"],
  [3, "old three"],
  [4, "old"],
  [5, "old"],
])("an item of shape %s is lifted step by step to the shape of today", async (v, steps) => {
  await inPantry(async () => {
    put({ steps: { S: "old" }, ...(v === undefined ? {} : { _v: { N: String(v) } }) });
    expect(await Tins.get({ tin: "t" })).toEqual({ tin: "t", steps });
  });
});

test("a kind of item whose older shapes need no lifting is read as it is", async () => {
  await inPantry(async () => {
    await transact([Notes.create({ note: "a", text: "hi" })]);
    const [item] = store.now.dynamodb.dump(TableName);
    store.now.dynamodb.call("PutItem", { TableName, Item: { ...item, _v: { N: "1" } } });
    expect(await Notes.get({ note: "a" })).toEqual({ note: "a", text: "hi" });
  });
});

test("of what is stored the kit's own fields are not shown, and every other is, known or not", async () => {
  const kept = { pkg: { S: "a" }, skin: { S: "b" }, apk: { S: "c" }, gs1: { S: "d" }, re_v: { S: "e" } };
  const own = { _v: { N: "4" }, _kind: { S: "Tin" }, gs1pk: { S: "oslo-cars#x" }, gs1sk: { S: "x" } };
  await inPantry(async () => {
    put({ ...kept, ...own });
    expect(await Tins.get({ tin: "t" })).toEqual({
      tin: "t",
      pkg: "a",
      skin: "b",
      apk: "c",
      gs1: "d",
      re_v: "e",
    });
  });
});
