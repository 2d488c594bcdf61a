import { expect, test } from "vitest";
import { gte, lt, present } from "#shared/conditions";
import { type Piece, transact } from "#shared/transact";
import { freshStore, inPantry, Jars, Milks, Notes, Recipes, Tastings } from "./pantry.ts";

const store = freshStore();

const aJar = { shelf: "top", jar: "plum", fruit: "plum", grams: 250, version: 1 };
const aNote = { note: "a", topic: "jam", day: "2026-11-25", text: "hi", read: 1 };
const jarKey = { shelf: "top", jar: "plum" };
const jar = () => Jars.find(jarKey);
const note = () => Notes.find({ note: "a" });
/** What the transaction of one piece was told, by the code of the refusal; "done" when it went through. */
const told = (piece: Piece): Promise<string> =>
  transact([piece]).then(
    () => "done",
    (error: { code: string }) => error.code,
  );

test.each<[string, () => Piece]>([
  ["create Jar", () => Jars.create(aJar)],
  ["put Jar", () => Jars.put(aJar, { grams: lt(1) })],
  ["change Jar", () => Jars.change(aJar, { grams: 1 }, { when: { grams: lt(1) } })],
  ["touch Jar", () => Jars.touch(jarKey, { set: {}, when: { grams: lt(1) } })],
  ["remove Jar", () => Jars.remove(aJar, { when: { grams: lt(1) } })],
  ["require Jar", () => Jars.require(jarKey, { grams: lt(1) })],
])("a conflict names the piece that stood against it: %s", async (label, piece) => {
  await inPantry(async () => {
    await transact([Jars.create(aJar)]);
    await expect(transact([piece()])).rejects.toMatchObject({
      code: "conflict",
      message: `Something changed in between (${label}). Nothing was written.`,
    });
    expect(await jar()).toEqual(aJar);
  });
});

test("a new item begins with version 1 where its kind has versions, and is stored with its kind and shape", async () => {
  await inPantry(async () => {
    const { version: _, ...unversioned } = aJar;
    await transact([Jars.create(unversioned as never), Notes.create({ note: "a" })]);
    expect(await jar()).toEqual(aJar);
    expect(store.now.items()).toEqual([
      { pk: "oslo-cars#pantry#note#a", sk: "note", note: "a", _kind: "Note", _v: 2 },
      expect.objectContaining({ ...aJar, pk: "oslo-cars#pantry#shelf#top", sk: "plum", _kind: "Jar", _v: 1 }),
    ]);
  });
});

test("a whole item is put where there is none, or where the one that is there may be replaced", async () => {
  await inPantry(async () => {
    const { version: _, ...unversioned } = aJar;
    const put = (grams: number, when: object) => told(Jars.put({ ...unversioned, grams } as never, when));
    expect(await put(100, { grams: lt(50) })).toBe("done");
    expect(await jar()).toEqual({ ...aJar, grams: 100 });
    expect(await put(200, { grams: lt(50) })).toBe("conflict");
    expect(await put(200, { grams: lt(101), fruit: "pear" })).toBe("conflict");
    expect(await put(300, { grams: lt(101), fruit: "plum" })).toBe("done");
    expect(await put(400, [{ fruit: "pear" }, { grams: 300 }])).toBe("done");
    expect(await jar()).toEqual({ ...aJar, grams: 400 });
    expect(await told(Notes.put({ note: "a" }, { read: 1 }))).toBe("done");
    expect(await note()).toEqual({ note: "a" });
  });
});

test("a change holds for the version that was read and makes it the next one", async () => {
  await inPantry(async () => {
    await transact([Jars.create(aJar)]);
    expect(await told(Jars.change(aJar, { grams: 200 }))).toBe("done");
    expect(await jar()).toEqual({ ...aJar, grams: 200, version: 2 });
    expect(await told(Jars.change(aJar, { grams: 100 }))).toBe("conflict");
    expect(await told(Jars.change(aJar, { grams: 100 }, { version: 1 }))).toBe("version_stale");
    const seen = await Jars.get(jarKey);
    expect(await told(Jars.change(seen, { grams: 100 }, { version: 2 }))).toBe("done");
    expect(await jar()).toEqual({ ...aJar, grams: 100, version: 3 });
  });
});

test("a change made of an older item is stale, also where the caller guessed the version that is stored", async () => {
  await inPantry(async () => {
    await transact([Jars.create(aJar)]);
    await transact([Jars.change(aJar, { fruit: "pear" })]);
    expect(await told(Jars.change(aJar, { grams: 1 }, { version: 2 }))).toBe("version_stale");
    expect(await told(Jars.remove(aJar, { version: 2 }))).toBe("version_stale");
    expect(await jar()).toEqual({ ...aJar, fruit: "pear", version: 2 });
  });
});

test("when an item may be deleted follows the date it is made of, and stays where a change does not tell it", async () => {
  await inPantry(async () => {
    const milk = { milk: "oat", best: "2026-11-26T00:00:00Z" };
    const later = "2026-12-01T00:00:00Z";
    const expiry = () => store.now.items()[0]?.["_ttl"] as number;
    await transact([Milks.create(milk)]);
    expect(expiry()).toBe(Date.parse(milk.best) / 1000);
    await transact([Milks.change(milk, { best: later })]);
    expect(expiry()).toBe(Date.parse(later) / 1000);
    await transact([Milks.touch({ milk: "oat" }, { add: { drunk: 1 } })]);
    expect(expiry()).toBe(Date.parse(later) / 1000);
    await transact([Milks.touch({ milk: "oat" }, { set: { best: milk.best } })]);
    expect(expiry()).toBe(Date.parse(milk.best) / 1000);
  });
});

test("who says which version they saw hears 412, unless something else was asked that may have failed", async () => {
  await inPantry(async () => {
    await transact([Jars.create(aJar)]);
    for (const piece of [Jars.change(aJar, { grams: 1 }, { version: 7 }), Jars.remove(aJar, { version: 7 })])
      await expect(transact([piece])).rejects.toMatchObject({ status: 412, code: "version_stale" });
    const both = { version: 7, when: { grams: 250 } };
    expect(await told(Jars.change(aJar, { grams: 1 }, both))).toBe("conflict");
    expect(await told(Jars.remove(aJar, both))).toBe("conflict");
  });
});

test("a change with a further test holds only if both do, also where the test has alternatives", async () => {
  await inPantry(async () => {
    await transact([Jars.create(aJar)]);
    const either = [{ fruit: "pear" }, { grams: gte(250) }];
    const stale = { ...aJar, version: 7 };
    expect(await told(Jars.change(stale, { grams: 1 }, { when: either }))).toBe("conflict");
    expect(await told(Jars.remove(stale, { when: either }))).toBe("conflict");
    expect(await told(Jars.change(aJar, { grams: 1 }, { when: [{ fruit: "pear" }, { grams: 1 }] }))).toBe(
      "conflict",
    );
    expect(await told(Jars.change(aJar, { grams: 300 }, { when: either }))).toBe("done");
    expect(await told(Jars.remove({ ...aJar, version: 2 }, { when: either }))).toBe("done");
    expect(await jar()).toBeUndefined();
  });
});

test("an item without a version is changed and removed only if it is there", async () => {
  await inPantry(async () => {
    expect(await told(Notes.change(aNote, { text: "ho" }))).toBe("conflict");
    expect(await told(Notes.remove(aNote))).toBe("conflict");
    await transact([Notes.create(aNote)]);
    expect(await told(Notes.change(aNote, { text: "ho" }, { when: { text: "no" } }))).toBe("conflict");
    expect(await told(Notes.change(aNote, { text: "ho" }))).toBe("done");
    expect(await note()).toEqual({ ...aNote, text: "ho" });
    expect(await told(Notes.remove(aNote))).toBe("done");
    expect(await note()).toBeUndefined();
  });
});

test("a change writes the fields it names, takes away those it names as undefined and leaves the others", async () => {
  await inPantry(async () => {
    await transact([Notes.create(aNote)]);
    await transact([Notes.change(aNote, { text: undefined, topic: undefined, read: 2 })]);
    expect(await note()).toEqual({ note: "a", day: "2026-11-25", read: 2 });
    await transact([Notes.change({ note: "a", read: 2 }, { topic: undefined })]);
    const origin = { country: "NO", town: undefined };
    await transact([Notes.change({ note: "a", read: 2 }, { origin } as never)]);
    expect(await note()).toEqual({ note: "a", day: "2026-11-25", read: 2, origin: { country: "NO" } });
  });
});

test("a value that its field does not take is refused before anything is sent", () => {
  inPantry(() => {
    expect(() => Jars.create({ ...aJar, grams: "many" } as never)).toThrow("grams");
    expect(() => Jars.put({ ...aJar, grams: 1.5 }, {})).toThrow("grams");
    expect(() => Jars.change(aJar, { grams: 1.5 })).toThrow('"expected": "int"');
    expect(() => Jars.touch(jarKey, { set: { fruit: 1 } as never })).toThrow('"expected": "string"');
    expect(store.now.aws.calls).toEqual([]);
  });
});

test("whatever changes an item leaves it in the shape of today", async () => {
  await inPantry(async () => {
    const shapes = () => store.now.items().map((item) => item["_v"]);
    const older = () => {
      const [Item] = store.now.dynamodb.dump("forecourt-test");
      store.now.dynamodb.call("PutItem", { TableName: "forecourt-test", Item: { ...Item, _v: { N: "1" } } });
    };
    await transact([Notes.create(aNote)]);
    older();
    await transact([Notes.change(aNote, { text: "ho" })]);
    expect(shapes()).toEqual([2]);
    older();
    await transact([Notes.touch({ note: "a" }, { set: { text: "ha" } })]);
    expect(shapes()).toEqual([2]);
  });
});

test("a blind change sets, adds and takes away at once, and makes the item where there is none", async () => {
  await inPantry(async () => {
    await transact([Notes.touch({ note: "a" }, { set: { text: "hi" }, add: { read: 2 } })]);
    expect(store.now.items()).toEqual([
      { pk: "oslo-cars#pantry#note#a", sk: "note", note: "a", text: "hi", read: 2, _kind: "Note", _v: 2 },
    ]);
    await transact([Notes.touch({ note: "a" }, { add: { read: 3 }, remove: ["text"] })]);
    expect(await note()).toEqual({ note: "a", read: 5 });
    await transact([Notes.touch({ note: "a" }, { remove: ["read", "text"] })]);
    expect(await note()).toEqual({ note: "a" });
    await transact([Notes.touch({ note: "a" }, { set: { text: undefined, read: 7 } })]);
    expect(await note()).toEqual({ note: "a", read: 7 });
  });
});

test("a blind change counts the versions of what has them", async () => {
  await inPantry(async () => {
    await transact([Jars.touch(jarKey, { set: { fruit: "plum", grams: 1 } })]);
    await transact([Jars.touch(jarKey, {})]);
    await transact([Jars.touch(jarKey, { add: { opened: 2 } })]);
    expect(await jar()).toEqual({ ...jarKey, fruit: "plum", grams: 1, opened: 2, version: 3 });
  });
});

test("a blind change with a test is had only where the test holds", async () => {
  await inPantry(async () => {
    const read = (when: object) => told(Notes.touch({ note: "a" }, { add: { read: 1 }, when }));
    expect(await read({ read: present })).toBe("conflict");
    await transact([Notes.create(aNote)]);
    expect([await read({ read: lt(2) }), await read({ read: lt(2) })]).toEqual(["done", "conflict"]);
    expect(await note()).toEqual({ ...aNote, read: 2 });
  });
});

test("what is required is tested and not written, and the others are written only if it holds", async () => {
  await inPantry(async () => {
    await transact([Jars.create(aJar)]);
    const before = store.now.items();
    expect(await told(Jars.require(jarKey, { grams: 250, version: 1 }))).toBe("done");
    expect(store.now.items()).toEqual(before);
    await expect(
      transact([Notes.create(aNote), Jars.require(jarKey, { grams: lt(250) })]),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(store.now.items()).toEqual(before);
    expect(Jars.require(jarKey, { version: 1 }).trace).toBeUndefined();
  });
});

test("the trail of a new, replaced or removed item holds it whole, a personal value only as a mark", () => {
  inPantry(() => {
    const owned = { ...aJar, owner: "Ada Lovelace" };
    const shown = { ...aJar, owner: "[personal]" };
    const where = { entity: "Jar", key: "pantry#shelf#top#plum" };
    expect(Jars.create(owned).trace).toEqual({ ...where, before: undefined, after: shown });
    expect(Jars.put(owned, {}).trace).toEqual({ ...where, before: undefined, after: shown });
    expect(Jars.remove(owned).trace).toEqual({ ...where, before: shown, after: undefined });
  });
});

test("the trail of a change holds what it named, before and after", () => {
  inPantry(() => {
    const owned = { ...aJar, owner: "Ada Lovelace" };
    const changes = { owner: "Bob", grams: 9, fruit: undefined, origin: "abroad" };
    expect(Jars.change(owned, changes).trace).toEqual({
      entity: "Jar",
      key: "pantry#shelf#top#plum",
      before: { owner: "[personal]", grams: 250, fruit: "plum", origin: undefined },
      after: { owner: "[personal]", grams: 9, fruit: undefined, origin: "abroad" },
    });
    expect(Jars.change(aJar, { owner: "Bob" }).trace).toMatchObject({
      before: { owner: undefined },
      after: { owner: "[personal]" },
    });
    expect(Jars.change(owned, { owner: undefined }).trace).toMatchObject({
      before: { owner: "[personal]" },
      after: { owner: undefined },
    });
  });
});

test("the trail of a blind change holds what it set and, as null, what it took away", () => {
  inPantry(() => {
    const touched = Notes.touch({ note: "a" }, { set: { text: "hi" }, remove: ["read"] });
    expect(touched.trace).toEqual({
      entity: "Note",
      key: "pantry#note#a",
      before: undefined,
      after: { text: "hi", read: null },
    });
    expect(Jars.touch(jarKey, { set: { owner: "Ada" } }).trace?.after).toEqual({ owner: "[personal]" });
  });
});

test("the trail names an item without its dealer, and an item of the platform as the platform's", () => {
  const recipe = { recipe: "jam", cook: "ada", version: 1 };
  inPantry(() => {
    expect(Recipes.create(recipe).trace?.key).toBe("platform#pantry#recipe#jam");
    const tasting = { jar: "plum", year: 2020, taster: "bob" };
    expect(Tastings.create(tasting).trace?.key).toBe("pantry#tastings#plum#in#0000000000002020#bob");
  });
  inPantry(() => expect(Recipes.create(recipe).trace?.key).toBe("pantry#recipe#jam"), { dealer: "platform" });
});
