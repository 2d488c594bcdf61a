import * as z from "zod/mini";
import { beforeEach, expect, test } from "vitest";
import { announce, type CloudEvent, defineEvent, history, readEvent } from "#shared/events";
import { newId } from "#shared/ids";
import { on } from "#shared/reactions";
import { system, within } from "#shared/scope";
import { transact } from "#shared/transact";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { bakery, LoafBaked, LoafSold, Stale } from "./bakery.ts";

let world: Forecourt;
beforeEach(async () => {
  world = await forecourt({ contexts: [bakery], at: "2026-11-25T23:30:00.000Z" });
});

const inBakery = <T>(run: () => Promise<T>, dealer = "oslo-cars"): Promise<T> =>
  within({ context: "bakery", dealer, caller: system, correlation: "corr-1", action: "test" }, run);
const sell = (loaf: string, dealer?: string) =>
  inBakery(() => transact([announce(LoafSold, { loaf, kind: "rye" }, `loaf/${loaf}`)]), dealer);
const logged = () => stored(world, "Event") as unknown as (Stored & { _ttl: number; pk: string })[];
type Stored = { id: string; day: string; shard: number; event: CloudEvent };

test("what is announced is a CloudEvent in the log, kept for sixty days", async () => {
  const loaf = newId("loaf");
  await sell(loaf);
  const [item] = logged();
  expect(item?.event).toEqual({
    specversion: "1.0",
    id: item?.id,
    source: "/bakery",
    type: "LoafSold",
    subject: `loaf/${loaf}`,
    time: "2026-11-25T23:30:00.000Z",
    dataschema: "/bakery/LoafSold/1",
    datacontenttype: "application/json",
    dealer: "oslo-cars",
    actor: system.id,
    correlationid: "corr-1",
    data: { loaf, kind: "rye" },
  });
  expect(item?.day).toBe("2026-11-25");
  expect(item?.pk).toBe(`oslo-cars#events#2026-11-25#${String(item?.shard).padStart(16, "0")}`);
  expect(item?.["_ttl"]).toBe(Math.floor(world.clock.now() / 1000) + 60 * 86_400);
});

test("what is announced fits what the event declares, or nothing is written", async () => {
  const wrong = async () => transact([announce(LoafSold, { loaf: "7", kind: "rye" })]);
  await expect(inBakery(wrong)).rejects.toThrow();
  expect(logged()).toEqual([]);
});

test("one busy day of one dealer is spread over all four partitions of the log", async () => {
  for (let sold = 0; sold < 60; sold += 1) await sell(newId("loaf"));
  const shards = Map.groupBy(logged(), ({ shard }) => shard);
  expect([...shards.keys()].toSorted()).toEqual([0, 1, 2, 3]);
});

test("data of an older version are lifted step by step to the one this code knows", () => {
  const lifted: number[] = [];
  const Priced = defineEvent(
    "LoafPriced",
    4,
    "A price.",
    () => z.object({ pence: z.int(), currency: z.string() }),
    {
      1: (older) => (lifted.push(1), { pence: (older as { pounds: number }).pounds * 100 }),
      3: (older) => (lifted.push(3), { ...(older as object), currency: "GBP" }),
      4: () => (lifted.push(4), {}),
    },
  );
  const written = (version: number, data: unknown): CloudEvent => ({
    specversion: "1.0",
    id: "evt_1",
    source: "/bakery",
    type: "LoafPriced",
    time: "2026-11-25T23:30:00.000Z",
    dataschema: `/bakery/LoafPriced/${version}`,
    datacontenttype: "application/json",
    dealer: "oslo-cars",
    actor: "ada",
    correlationid: "corr-1",
    data,
  });
  expect(readEvent(Priced, written(1, { pounds: 3 }))).toEqual({
    id: "evt_1",
    type: "LoafPriced",
    time: "2026-11-25T23:30:00.000Z",
    dealer: "oslo-cars",
    actor: "ada",
    correlation: "corr-1",
    data: { pence: 300, currency: "GBP" },
  });
  expect(readEvent(Priced, written(2, { pence: 5 })).data).toEqual({ pence: 5, currency: "GBP" });
  expect(readEvent(Priced, written(4, { pence: 5, currency: "CNY" })).data).toEqual({
    pence: 5,
    currency: "CNY",
  });
  expect(lifted).toEqual([1, 3, 3]);
  expect(() => readEvent(Priced, written(4, { pence: "5" }))).toThrow();
  // Whoever announces an event without an older version has nothing to lift.
  expect(readEvent(LoafSold, { ...written(0, { loaf: newId("loaf"), kind: "rye" }) }).data.kind).toBe("rye");
});

test("history gives each event of a dealer's days once, in order of time, whatever the pages hold", async () => {
  const made: string[] = [];
  const day = async (loaves: number) => {
    for (let sold = 0; sold < loaves; sold += 1) {
      made.push(newId("loaf"));
      await sell(made.at(-1)!);
      world.clock.advance(1000);
    }
  };
  await day(30);
  await sell(newId("loaf"), "bergen-cars");
  world.clock.advance(86_400_000);
  await day(30);
  world.clock.advance(86_400_000);
  await day(5);
  world.aws.intercept = ({ operation, input }) => {
    if (operation === "Query") input["Limit"] = 3;
  };
  const told = async (from: string, to: string) => {
    const seen: string[] = [];
    await inBakery(async () => {
      for await (const { data } of history(from, to)) seen.push((data as { loaf: string }).loaf);
    });
    return seen;
  };
  expect(await told("2026-11-25", "2026-11-27")).toEqual(made);
  expect(await told("2026-11-26", "2026-11-26")).toEqual(made.slice(30, 60));
  expect(await told("2026-11-28", "2026-12-02")).toEqual([]);
  const reads = world.aws.calls.filter(({ operation }) => operation === "Query");
  expect(reads.every(({ input }) => input["ConsistentRead"] === true)).toBe(true);
});

test("a name is declared once: the event, its version and its schema travel as one", async () => {
  expect({ ...LoafBaked, schema: undefined }).toMatchObject({
    kind: "event",
    name: "LoafBaked",
    version: 1,
    summary: "A loaf left the oven.",
  });
  expect(LoafBaked.schema).toBe(LoafBaked.schema);
  expect(Stale).toMatchObject({ kind: "command", name: "bakery.stale" });
  const both = on([LoafBaked, LoafSold], async () => []);
  expect(both.to.map(({ name }) => name)).toEqual(["LoafBaked", "LoafSold"]);
  expect(on(Stale, async () => []).to).toEqual([Stale]);
});
