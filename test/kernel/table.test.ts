import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { dynamo } from "#shared/aws";
import { fill } from "#shared/keys";
import { newId } from "#shared/ids";
import { asPlatform, inDealer, system, within } from "#shared/scope";
import { transact } from "#shared/transact";
import { ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { bakery, Loaves } from "./bakery.ts";

let world: Forecourt;
beforeEach(async () => {
  world = await forecourt({ contexts: [bakery] });
});

const scopeOf = (dealer: string, caller = system) => ({
  context: "bakery",
  dealer,
  caller,
  correlation: "c",
  action: "test",
});
const inside = <T>(dealer: string, run: () => T): T => within(scopeOf(dealer), run);
const aLoaf = () => ({ loaf: newId("loaf"), kind: "rye", baker: "ada", left: 5, version: 1 });

test("nothing may be touched outside of a scope", async () => {
  await expect(Loaves.find({ loaf: newId("loaf") })).rejects.toThrow("No scope");
});

test("one dealer's item cannot be read, changed or moved from inside another", async () => {
  const loaf = aLoaf();
  const piece = await inside("rome-cars", async () => {
    await transact([Loaves.create(loaf)]);
    return Loaves.change(loaf, { left: 0 });
  });
  expect(await inside("oslo-cars", () => Loaves.find({ loaf: loaf.loaf }))).toBeUndefined();
  await expect(inside("oslo-cars", () => transact([piece]))).rejects.toThrow(
    'A key of "rome-cars" was used in the scope of "oslo-cars"',
  );
});

test("a hand-written call is guarded like any other: foreign keys, index keys and scans", async () => {
  const update = (values: object) =>
    new UpdateItemCommand({
      TableName: "forecourt-test",
      Key: { pk: { S: "oslo-cars#x" }, sk: { S: "x" } },
      UpdateExpression: "SET gs1pk = :gs1pk",
      ExpressionAttributeValues: values as never,
    });
  await expect(
    inside("oslo-cars", () => dynamo().send(update({ ":gs1pk": { S: "rome-cars#x" } }))),
  ).rejects.toThrow("rome-cars");
  await expect(
    inside("rome-cars", () => dynamo().send(update({ ":gs1pk": { S: "rome-cars#x" } }))),
  ).rejects.toThrow("oslo-cars");
  await expect(
    inside("oslo-cars", () => dynamo().send(new ScanCommand({ TableName: "forecourt-test" }))),
  ).rejects.toThrow("scan");
});

test("only an operator or the platform itself may step into another dealer or into the platform's own items", async () => {
  const ada = { id: "ada", kind: "staff" as const, permissions: new Set<string>() };
  expect(() =>
    within(scopeOf("oslo-cars", ada as never), () => inDealer("rome-cars", "why not", () => 1)),
  ).toThrow("may not");
  expect(inside("platform", () => inDealer("rome-cars", "onboarding", () => 1))).toBe(1);
  expect(await inside("oslo-cars", () => asPlatform("test", async () => 2))).toBe(2);
});

test("a value cannot forge another key", () => {
  const part = fc.string({ minLength: 1 });
  const key = (one: string, two: string) => inside("x", () => fill("{dealer}#{one}#{two}", { one, two }));
  fc.assert(
    fc.property(part, part, part, part, (a, b, c, d) => {
      expect(key(a, b) === key(c, d)).toBe(a === c && b === d);
      // By chance nobody writes the signs that keys are made of.
      expect(key(`${a}#${b}`, c)).not.toBe(key(a, `${b}#${c}`));
      expect(key(`${a}#`, b)).not.toBe(key(`${a}%23`, b));
    }),
  );
});

test("numbers sort as numbers", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
      const key = (left: number) => fill("{left}", { left })!;
      expect(Math.sign(key(a).localeCompare(key(b), "en"))).toBe(Math.sign(a - b));
    }),
  );
});

test("indexes follow every change: the stored slots are those of an item written anew", async () => {
  const change = fc.record(
    {
      kind: fc.option(fc.string({ minLength: 1, maxLength: 5 }), { nil: undefined }),
      left: fc.option(fc.nat(99), { nil: undefined }),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 5 }), (changes) =>
      inside("oslo-cars", async () => {
        let loaf = aLoaf();
        await transact([Loaves.create(loaf)]);
        for (const each of changes) {
          const given = Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined));
          await transact([Loaves.change(loaf, given)]);
          loaf = { ...loaf, ...given, version: loaf.version + 1 };
        }
        const fresh = { ...loaf, loaf: newId("loaf") };
        await transact([Loaves.create(fresh)]);
        expect(slotsOf(loaf.loaf)).toEqual(
          slotsOf(fresh.loaf).map((text) => text.replace(fresh.loaf, loaf.loaf)),
        );
      }),
    ),
    { numRuns: 40 },
  );
});

function slotsOf(loaf: string): string[] {
  const [item] = world
    .table()
    .map((each) => unmarshall(each as never))
    .filter((each) => each["loaf"] === loaf);
  return Object.keys(item!)
    .filter((name) => name.startsWith("gs"))
    .sort()
    .map((name) => `${name} ${item![name]}`);
}

test("of many writers who read the same version one wins and the others hear so", async () => {
  await inside("oslo-cars", async () => {
    const loaf = aLoaf();
    await transact([Loaves.create(loaf)]);
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, left) => transact([Loaves.change(loaf, { left })])),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await Loaves.get({ loaf: loaf.loaf })).version).toBe(2);
  });
});

test("fields this release does not know survive its changes", async () => {
  await inside("oslo-cars", async () => {
    const loaf = aLoaf();
    await transact([Loaves.create(loaf)]);
    await dynamo().send(
      new UpdateItemCommand({
        TableName: "forecourt-test",
        Key: { pk: { S: `oslo-cars#bakery#loaf#${loaf.loaf}` }, sk: { S: "loaf" } },
        UpdateExpression: "SET crust = :c",
        ExpressionAttributeValues: { ":c": { S: "dark" } },
      }),
    );
    await transact([Loaves.change(await Loaves.get({ loaf: loaf.loaf }), { left: 1 })]);
    expect(await Loaves.get({ loaf: loaf.loaf })).toMatchObject({ crust: "dark", left: 1 });
  });
});
