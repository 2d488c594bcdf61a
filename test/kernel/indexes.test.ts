import { expect, test } from "vitest";
import { transact } from "#shared/transact";
import { freshStore, inPantry, Jars, Notes, Recipes } from "./pantry.ts";

const store = freshStore();

/** The slots of the only stored item. */
function slots(): Record<string, unknown> {
  const [item = {}] = store.now.items();
  return Object.fromEntries(Object.entries(item).filter(([name]) => name.startsWith("gs")));
}
/** The fields that the last write names, its conditions too. */
function named(): string[] {
  const [{ Update }] = store.now.asked("TransactWriteItems").at(-1)!["TransactItems"] as [
    { Update: { ExpressionAttributeNames: Record<string, string> } },
  ];
  return Object.values(Update.ExpressionAttributeNames);
}

const whole = { shelf: "top", jar: "plum", fruit: "plum", grams: 250, owner: "ada", version: 1 };
const inFruits = { gs1pk: "oslo-cars#pantry#fruit#plum", gs1sk: "0000000000000250#plum" };
const ofAda = { gs5pk: "oslo-cars#subject#ada", gs5sk: "Jar#pantry#shelf#top#plum" };
const { fruit: _fruit, ...withoutFruit } = whole;
const { grams: _grams, ...withoutGrams } = whole;
const { owner: _owner, ...withoutOwner } = whole;

test.each([
  ["everything", whole, { ...inFruits, ...ofAda }],
  ["no partition of an index", withoutFruit, ofAda],
  ["an empty word where a partition wants one", { ...whole, fruit: "" }, ofAda],
  ["no sort key of an index", withoutGrams, ofAda],
  ["nobody whose data it is", withoutOwner, inFruits],
])("a new item that has %s is in the indexes whose keys it fills wholly", async (_, jar, expected) => {
  await inPantry(async () => {
    await transact([Jars.create(jar)]);
    expect(slots()).toEqual(expected);
  });
});

test("an item of the platform is found under its person for the platform, whoever writes it", async () => {
  const ofCook = { gs5pk: "platform#subject#ada", gs5sk: "Recipe#pantry#recipe#jam#recipe" };
  await inPantry(
    async () => {
      await transact([Recipes.create({ recipe: "jam", cook: "ada", version: 1 })]);
      expect(slots()).toEqual(ofCook);
      await transact([Recipes.change({ recipe: "jam", cook: "ada", version: 1 }, { cook: "bob" })]);
      expect(slots()).toEqual({ ...ofCook, gs5pk: "platform#subject#bob" });
    },
    { widened: true },
  );
});

test.each([
  [
    "another partition",
    whole,
    { fruit: "pear" },
    { ...inFruits, gs1pk: "oslo-cars#pantry#fruit#pear", ...ofAda },
  ],
  ["another sort key", whole, { grams: 9 }, { ...inFruits, gs1sk: "0000000000000009#plum", ...ofAda }],
  ["a partition", withoutFruit, { fruit: "plum" }, { ...inFruits, ...ofAda }],
  ["a sort key", withoutGrams, { grams: 250 }, { ...inFruits, ...ofAda }],
  ["another person", whole, { owner: "bob" }, { ...inFruits, ...ofAda, gs5pk: "oslo-cars#subject#bob" }],
  ["no partition", whole, { fruit: undefined }, ofAda],
  ["no sort key", whole, { grams: undefined }, ofAda],
  ["neither", whole, { fruit: undefined, grams: undefined }, ofAda],
  ["nobody", whole, { owner: undefined }, inFruits],
])("a change that gives an item %s moves it in its indexes", async (_, jar, changes, expected) => {
  await inPantry(async () => {
    await transact([Jars.create(jar)]);
    await transact([Jars.change(jar, changes)]);
    expect(slots()).toEqual(expected);
  });
});

test.each([
  ["moves nothing", whole, { fruit: "plum", grams: 250 }],
  [
    "leaves an item out of an index it was not in, for want of a sort key",
    withoutGrams,
    { fruit: undefined },
  ],
  [
    "leaves an item out of an index it was not in, for want of a partition",
    withoutFruit,
    { grams: undefined },
  ],
  ["fills half a key", withoutFruit, { grams: 9 }],
  ["fills the other half", withoutGrams, { fruit: "pear" }],
])("a change that %s does not write to the index", async (_, jar, changes) => {
  await inPantry(async () => {
    await transact([Jars.create(jar)]);
    const before = slots();
    await transact([Jars.change(jar, changes)]);
    expect(slots()).toEqual(before);
    expect(named().filter((name) => name.startsWith("gs"))).toEqual([]);
  });
});

test("a change writes only to the index it moves the item in", async () => {
  await inPantry(async () => {
    await transact([Jars.create(whole)]);
    await transact([Jars.change(whole, { grams: 9 })]);
    expect(named().filter((name) => name.startsWith("gs"))).toEqual(["gs1pk", "gs1sk"]);
  });
});

test("a change names what it changes and nothing else", async () => {
  await inPantry(async () => {
    const note = { note: "a", topic: "jam", text: "hi" };
    await transact([Notes.create(note)]);
    await transact([Notes.change(note, { text: "ho" })]);
    expect(named()).toEqual(["text", "_v"]);
    await transact([Notes.change(note, { text: undefined })]);
    expect(named()).toEqual(["_v", "text"]);
  });
});

test("a blind change moves the indexes whose keys its key and its fields fill wholly", async () => {
  await inPantry(async () => {
    await transact([
      Jars.touch({ shelf: "top", jar: "plum" }, { set: { fruit: "plum", grams: 250, owner: "ada" } }),
    ]);
    expect(slots()).toEqual({ ...inFruits, ...ofAda });
    await transact([Jars.touch({ shelf: "top", jar: "plum" }, { set: { owner: "bob" } })]);
    expect(slots()).toEqual({ ...inFruits, ...ofAda, gs5pk: "oslo-cars#subject#bob" });
    expect(named()).not.toContain("gs1pk");
  });
});

test("a blind change of fields that no index is made of moves nothing", async () => {
  await inPantry(async () => {
    const note = { note: "a", topic: "jam", day: "2026-11-25", text: "hi" };
    await transact([Notes.create(note)]);
    const before = slots();
    await transact([Notes.touch({ note: "a" }, { set: { text: "ho" }, add: { read: 1 } })]);
    await transact([Notes.touch({ note: "a" }, { remove: ["text"] })]);
    expect(slots()).toEqual(before);
    expect(before).toEqual({ gs2pk: "oslo-cars#pantry#topic#jam", gs2sk: "2026-11-25" });
  });
});

test("a blind change that would leave an index stale is a fault that says which field and what to do", () => {
  inPantry(() => {
    const because = (field: string) =>
      `Note.touch cannot change "${field}": an index key is made of it and of fields not given. Read the item and use change.`;
    expect(() => Notes.touch({ note: "a" }, { set: { text: "hi", topic: "jam" } })).toThrow(because("topic"));
    expect(() => Notes.touch({ note: "a" }, { set: { day: "2026-11-25" } })).toThrow(because("day"));
    expect(() => Notes.touch({ note: "a" }, { remove: ["topic"] })).toThrow(because("topic"));
    expect(() => Notes.touch({ note: "a" }, { set: { topic: "jam" }, remove: ["day"] })).toThrow(
      because("topic"),
    );
    expect(() => Jars.touch({ shelf: "top", jar: "plum" }, { add: { grams: 1 } })).toThrow(
      'Jar.touch cannot change "grams"',
    );
    expect(() => Jars.touch({ shelf: "top", jar: "plum" }, { remove: ["owner"] })).toThrow(
      'Jar.touch cannot change "owner"',
    );
  });
});
