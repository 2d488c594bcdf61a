import * as z from "zod/mini";
import { beforeEach, expect, test, vi } from "vitest";
import { defineContext } from "#shared/context";
import { newId } from "#shared/ids";
import { log } from "#shared/log";
import { enqueue } from "#shared/queue";
import { scope, system, within } from "#shared/scope";
import { sweep } from "#shared/sweep";
import { at, defineCommand, minuteOf } from "#shared/timers";
import { transact } from "#shared/transact";
import { trigger } from "#shared/trigger";
import { AwsError } from "#test/support/model/aws-error";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { operations, stored } from "#test/support/seen";
import { bakery, Stale } from "./bakery.ts";

const queue = "forecourt-test-bakery";
/** What operators see: watched, not replaced. */
const told = vi.spyOn(log, "info");
let world: Forecourt;
beforeEach(async () => {
  vi.clearAllMocks();
  world = await forecourt({ contexts: [bakery], at: "2026-11-25T09:00:20.000Z" });
  process.env["QUEUE_URL"] = world.queues.url(queue);
});

const inBakery = <T>(run: () => Promise<T>): Promise<T> =>
  within(
    { context: "bakery", dealer: "oslo-cars", caller: system, correlation: "corr-1", action: "test" },
    run,
  );
const later = (time: string, loaf = newId("loaf")) =>
  inBakery(() => transact([at(Date.parse(time), Stale, { loaf })]));
const sent = () => world.queues.bodies(queue).map((body) => JSON.parse(body) as Record<string, unknown>);
const minutes = () => stored(world, "Timer").map(({ minute }) => minute);
const mark = () => stored(world, "Swept").map(({ minute }) => minute);

test("a command that is sent at once is in the context's own queue, with whose it is", async () => {
  const loaf = newId("loaf");
  await inBakery(() => enqueue(Stale, { loaf }));
  expect(sent()).toEqual([
    {
      id: expect.stringMatching(/^cmd_/) as string,
      tenant: "oslo-cars",
      command: "bakery.stale",
      data: { loaf },
      at: "2026-11-25T09:00:20.000Z",
      actor: system.id,
      correlation: "corr-1",
    },
  ]);
  await world.settle();
  expect(stored(world, "Crumb")).toMatchObject([{ loaf, why: "stale" }]);
});

test("a context sends commands to itself alone, and only what they declare", async () => {
  const Foreign = defineCommand("brewery.stale", () => z.object({ loaf: z.string() }));
  await expect(inBakery(() => enqueue(Foreign, { loaf: "1" }))).rejects.toThrow(
    "brewery.stale is not a command of bakery.",
  );
  await expect(inBakery(() => enqueue(Stale, { loaf: "1" }))).rejects.toThrow();
  await expect(inBakery(async () => at(0, Stale, { loaf: "1" }))).rejects.toThrow();
  expect(sent()).toEqual([]);
});

test("a timer waits for the first whole minute after its time, and what has passed for the next", async () => {
  await later("2026-11-25T10:00:00.000Z");
  await later("2026-11-25T10:00:00.001Z");
  await later("2026-11-25T10:59:59.999Z");
  await later("2026-11-25T08:00:00.000Z");
  expect(minutes().toSorted()).toEqual([
    "2026-11-25T09:01",
    "2026-11-25T10:00",
    "2026-11-25T10:01",
    "2026-11-25T11:00",
  ]);
  expect(minuteOf(Date.parse("2026-11-25T09:30:59Z"))).toBe("2026-11-25T09:30");
});

test("timers of one minute are spread over all four partitions", async () => {
  for (let made = 0; made < 60; made += 1) await later("2026-11-25T10:00:00.000Z");
  const partitions = new Set(stored(world, "Timer").map(({ pk }) => String(pk)));
  expect([...partitions].toSorted()).toEqual(
    [0, 1, 2, 3].map((shard) => `platform#timers#2026-11-25T10:00#${String(shard).padStart(16, "0")}`),
  );
});

test("a sweep sends what is due, as it was written down, and leaves what is not", async () => {
  const loaf = newId("loaf");
  await later("2026-11-25T09:05:00.000Z", loaf);
  await later("2026-11-25T09:06:00.000Z");
  world.clock.advance(5 * 60_000);
  expect(await sweep()).toEqual({ sent: 1 });
  expect(sent()).toEqual([
    {
      id: expect.stringMatching(/^tmr_/) as string,
      tenant: "oslo-cars",
      command: "bakery.stale",
      data: { loaf },
      at: "2026-11-25T09:05:00.000Z",
      actor: system.id,
      correlation: "corr-1",
    },
  ]);
  expect(minutes()).toEqual(["2026-11-25T09:06"]);
  expect(mark()).toEqual(["2026-11-25T09:05"]);
  expect(told).toHaveBeenLastCalledWith("swept", { sent: 1 });
  expect(await sweep()).toEqual({ sent: 0 });
});

test("a sweep looks five minutes back, and catches up two hours a run", async () => {
  await sweep();
  expect(mark()).toEqual(["2026-11-25T09:00"]);
  world.aws.reset();
  await sweep();
  expect(operations(world).filter((operation) => operation === "Query")).toHaveLength(6 * 4);
  world.clock.advance(3 * 3_600_000);
  const swept: unknown[] = [];
  for (let runs = 0; runs < 3; runs += 1) {
    await sweep();
    swept.push(...mark());
  }
  expect(swept).toEqual(["2026-11-25T11:00", "2026-11-25T12:00", "2026-11-25T12:00"]);
});

test("the first sweep of all begins two hours back", async () => {
  await later("2026-11-25T09:05:00.000Z");
  world.clock.advance(119 * 60_000);
  expect(await sweep()).toEqual({ sent: 1 });
  await later("2026-11-25T11:05:00.000Z");
  expect(await sweep()).toEqual({ sent: 0 });
});

test("a timer that another sweep has sent is sent again, and that is all; what fails is not forgotten", async () => {
  await later("2026-11-25T09:05:00.000Z");
  world.clock.advance(5 * 60_000);
  let taken = 0;
  world.aws.intercept = ({ operation }) => {
    if (operation !== "TransactWriteItems" || (taken += 1) > 1) return;
    throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
      body: { CancellationReasons: [{ Code: "ConditionalCheckFailed" }] },
    });
  };
  expect(await sweep()).toEqual({ sent: 1 });
  expect(minutes()).toHaveLength(1);
  world.aws.intercept = ({ operation }) => {
    if (operation === "TransactWriteItems") throw new AwsError("InternalFailure", "down", { status: 400 });
  };
  await expect(sweep()).rejects.toThrow("down");
  world.aws.reset();
  expect(await sweep()).toEqual({ sent: 1 });
  expect(minutes()).toEqual([]);
});

test("a sweep reads its mark and the timers as they are now, not as they were", async () => {
  await later("2026-11-25T09:05:00.000Z");
  world.aws.reset();
  await sweep();
  const reads = world.aws.calls.filter(({ operation }) => ["GetItem", "Query"].includes(operation));
  expect(reads.length).toBeGreaterThan(1);
  expect(reads.every(({ input }) => input["ConsistentRead"] === true)).toBe(true);
});

test("a queue's address is asked for once", async () => {
  await later("2026-11-25T09:05:00.000Z");
  await later("2026-11-25T09:05:00.000Z");
  world.clock.advance(5 * 60_000);
  await sweep();
  expect(operations(world).filter((operation) => operation === "GetQueueUrl").length).toBeLessThan(2);
});

test("what AWS itself calls runs for the platform, and answers what the context's entry point answers", async () => {
  const asked: unknown[] = [];
  const oven = defineContext({
    name: "oven",
    summary: "Heat.",
    triggers: {
      preTokenGeneration: async (event: unknown) => {
        const { context, dealer, caller, action, correlation } = scope();
        asked.push(event, { context, dealer, caller: caller.id, action, correlation: typeof correlation });
        return "warm";
      },
    },
  } as never);
  const entry = trigger(oven, "preTokenGeneration" as never);
  expect(await entry({ userName: "ada" })).toBe("warm");
  expect(asked).toEqual([
    { userName: "ada" },
    {
      context: "oven",
      dealer: "platform",
      caller: system.id,
      action: "preTokenGeneration",
      correlation: "string",
    },
  ]);
  expect(told).toHaveBeenLastCalledWith("trigger", { context: "oven", trigger: "preTokenGeneration" });
  expect(() => trigger(bakery, "preTokenGeneration" as never)).toThrow(
    "The context bakery has no trigger preTokenGeneration.",
  );
});
