import { Metrics } from "@aws-lambda-powertools/metrics";
import { beforeEach, expect, test, vi } from "vitest";
import { announce, type CloudEvent } from "#shared/events";
import { newId } from "#shared/ids";
import { log } from "#shared/log";
import { relay, relayRetry } from "#shared/relay";
import { system, within } from "#shared/scope";
import { transact } from "#shared/transact";
import { AwsError } from "#test/support/model/aws-error";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { bakery, LoafSold } from "./bakery.ts";

const retries = "forecourt-test-relay-retry";
/** What operators see: watched, not replaced. */
const counted = vi.spyOn(Metrics.prototype, "addMetric");
const [told, warned, wrong] = [vi.spyOn(log, "info"), vi.spyOn(log, "warn"), vi.spyOn(log, "error")];
let world: Forecourt;
beforeEach(async () => {
  vi.clearAllMocks();
  world = await forecourt({ contexts: [bakery] });
  await within(
    { context: "bakery", dealer: "oslo-cars", caller: system, correlation: "corr-1", action: "test" },
    async () => {
      for (let sold = 0; sold < 23; sold += 1) {
        await transact([announce(LoafSold, { loaf: newId("loaf"), kind: "rye" })]);
        world.clock.advance(1000);
      }
    },
  );
  world.aws.reset();
});

const batch = () => ({ Records: world.stream as never[] });
const calls = () => world.aws.calls.filter(({ operation }) => operation === "PutEvents");
const entries = () => calls().map(({ input }) => (input as { Entries: { EventBusName: string }[] }).Entries);
const idsOf = (bodies: readonly string[]) => bodies.map((body) => (JSON.parse(body) as CloudEvent).id);
const published = () => world.bus.accepted.map(({ detail }) => String(detail["id"]));
const announcedIds = () =>
  world.stream.map(({ dynamodb }) => String((dynamodb.NewImage?.["id"] as { S: string } | undefined)?.S));

test("every event goes to the bus in its order, ten a call, as the rules look for it", async () => {
  await relay(batch());
  expect(entries().map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(published()).toEqual(announcedIds());
  const [first] = world.bus.accepted;
  expect(first).toMatchObject({
    source: "forecourt.bakery",
    "detail-type": "LoafSold",
    time: "2026-11-25T09:00:00Z",
    detail: { dealer: "oslo-cars", type: "LoafSold", time: "2026-11-25T09:00:00.000Z" },
  });
  expect(new Set(entries().flatMap((call) => call.map(({ EventBusName }) => EventBusName)))).toEqual(
    new Set(["forecourt-test"]),
  );
  expect(world.queues.bodies(retries)).toEqual([]);
  expect(told).toHaveBeenLastCalledWith("relayed", { events: 23, refused: 0 });
  expect([counted.mock.calls, warned.mock.calls, wrong.mock.calls]).toEqual([[], [], []]);
});

test("ten events are one call, and none is none", async () => {
  await relay({ Records: world.stream.slice(0, 10) as never[] });
  await relay({ Records: [] });
  expect(entries().map(({ length }) => length)).toEqual([10]);
});

test("a record without an item is passed over", async () => {
  const [first] = world.stream;
  const removed = { ...first, eventName: "REMOVE", dynamodb: { Keys: first?.dynamodb.Keys } };
  await relay({ Records: [removed, first, {}] as never[] });
  expect(published()).toEqual(announcedIds().slice(0, 1));
});

test("what the bus refuses is set aside, and only that", async () => {
  const [, second, , , , , , , , , , twelfth] = announcedIds();
  const unwanted = [second, twelfth];
  world.bus.refuse = ({ Detail }) =>
    unwanted.includes((JSON.parse(Detail ?? "") as CloudEvent).id) ? "InternalFailure" : undefined;
  await relay(batch());
  expect(idsOf(world.queues.bodies(retries))).toEqual(unwanted);
  expect(published()).toHaveLength(21);
  expect(counted.mock.calls).toEqual([
    ["EventsSetAside", "Count", 1],
    ["EventsSetAside", "Count", 1],
  ]);
  expect(warned.mock.calls.map(([, facts]) => facts)).toEqual([
    { codes: ["InternalFailure"] },
    { codes: ["InternalFailure"] },
  ]);
  expect(told).toHaveBeenLastCalledWith("relayed", { events: 23, refused: 2 });
});

test("a call that fails as a whole sets its ten aside and no other", async () => {
  let call = 0;
  world.aws.intercept = ({ operation }) => {
    if (operation === "PutEvents" && (call += 1) === 2) throw new AwsError("InternalFailure", "down");
  };
  await relay(batch());
  expect(idsOf(world.queues.bodies(retries))).toEqual(announcedIds().slice(10, 20));
  expect(published()).toEqual([...announcedIds().slice(0, 10), ...announcedIds().slice(20)]);
  expect(wrong.mock.calls.map(([text]) => text)).toEqual(["bus not reached"]);
});

test("where neither the bus nor the retry queue takes an event, the stream keeps it", async () => {
  world.aws.intercept = ({ operation }) => {
    if (operation !== "GetSecretValue") throw new AwsError("InternalFailure", "down");
  };
  await expect(relay(batch())).rejects.toThrow("down");
});

test("the retry queue's messages that are refused again are named, the others are done", async () => {
  world.bus.refuse = () => "ThrottlingException";
  await relay(batch());
  const Records = world.queues.take(retries, 3);
  const unwanted = (JSON.parse(Records[1]!.body) as CloudEvent).id;
  world.bus.refuse = ({ Detail }) =>
    (JSON.parse(Detail ?? "") as CloudEvent).id === unwanted ? "ThrottlingException" : undefined;
  expect(await relayRetry({ Records })).toEqual({
    batchItemFailures: [{ itemIdentifier: Records[1]!.messageId }],
  });
  expect(published().toSorted()).toEqual(
    [Records[0], Records[2]].map((record) => (JSON.parse(record!.body) as CloudEvent).id).toSorted(),
  );
});
