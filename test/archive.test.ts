import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { reporting } from "#functions/reporting/context";
import { archive } from "#shared/archive";
import { folderOf, pack, unpack } from "#shared/archive-objects";
import { archived } from "#shared/archived";
import { type CloudEvent, history } from "#shared/events";
import { system, within } from "#shared/scope";
import { everyOf, inspect } from "../ops/archive.ts";
import { findArchive } from "../ops/archive-bucket.ts";
import { replay, toQueue } from "../ops/replay.ts";
import { archiveBucket } from "./support/deployment.ts";
import { forecourt, type Forecourt } from "./support/forecourt.ts";
import { createBuckets } from "./support/model/buckets.ts";
import { modelHandler } from "./support/model/request-handler.ts";
import { happening } from "./reporting-happening.ts";

const today = "2026-11-25";
const day = 86_400_000;

const given = async () => {
  const world = await forecourt({ contexts: [reporting], archives: true });
  const dealer = await world.dealer();
  return { world, dealer, say: happening(dealer) };
};

function read(dealer: string, from = today, to = from): Promise<CloudEvent[]> {
  return as(dealer, () => everyOf(archived(from, to)));
}

/** What the log holds of the day, as its writer stored it. */
function logged(dealer: string, from = today, to = from): Promise<CloudEvent[]> {
  return as(dealer, () => everyOf(history(from, to)));
}

function as<T>(dealer: string, run: () => Promise<T>): Promise<T> {
  const scope = { context: "ops", dealer, caller: system, correlation: "test", action: "test" };
  return within(scope, run);
}

function sent(world: Forecourt, events: readonly unknown[]) {
  for (const detail of events) world.queues.send("forecourt-test-archive", JSON.stringify({ detail }));
  return world.queues.take("forecourt-test-archive", 1000);
}

test("what was announced is in the archive as the log holds it, in order of time", async () => {
  const { world, dealer, say } = await given();
  await say.everything(30, 1);
  await world.settle({ times: 2 });
  world.clock.advance(day);
  await say.everything(10, 2);
  await world.settle();
  const all = await logged(dealer, today, "2026-11-26");
  expect(all).toHaveLength(40);
  expect(await read(dealer, today, "2026-11-26")).toEqual(all);
  expect(await read(dealer)).toHaveLength(30);
});

test("a dealer's events are under that dealer's name and nowhere else", async () => {
  const { world, dealer, say } = await given();
  const other = await world.dealer({ id: "paris-cars" });
  await say.everything(12, 3);
  await happening(other).everything(9, 4);
  await world.settle();
  for (const [key, events] of world.archived())
    expect(new Set(events.map((event) => event.dealer))).toEqual(new Set([key.split("/")[0]]));
  expect([...world.archived().values()].flat()).toHaveLength(21);
  expect((await read(other)).map(({ id }) => id)).toEqual((await logged(other)).map(({ id }) => id));
  expect(await read(dealer)).toHaveLength(12);
});

test("a batch delivered again, and one that overlaps it, lose nothing and are read once", async () => {
  const { world, dealer, say } = await given();
  await say.everything(20, 5);
  const events = await logged(dealer);
  const first = sent(world, events.slice(0, 12));
  await archive({ Records: first });
  const bytes = contents(world);
  await archive({ Records: first.toReversed() });
  expect(contents(world)).toEqual(bytes);
  await archive({ Records: sent(world, [...events.slice(6), ...events.slice(6, 9)]) });
  expect(world.buckets.keys(archiveBucket)).toHaveLength(2);
  expect(await read(dealer)).toEqual(events);
});

test("an event whose names come in another order is the same content under the same key", async () => {
  const { dealer, say } = await given();
  await say.paid(2);
  const events = await logged(dealer);
  const turned = events.map((event) => Object.fromEntries(Object.entries(event).toReversed()) as CloudEvent);
  const folder = folderOf(dealer, today);
  expect(pack(folder, turned.toReversed())).toEqual(pack(folder, events));
  expect(unpack(pack(folder, turned).body)).toEqual(events);
});

test("what cannot be stored stays in the queue, without what could be, until it is stored", async () => {
  const { world, dealer, say } = await given();
  const other = await world.dealer({ id: "paris-cars" });
  await say.everything(5, 6);
  await happening(other).everything(4, 7);
  world.aws.intercept = ({ operation, input }) => {
    if (operation === "PutObject" && String(input["Key"]).startsWith("paris-cars/"))
      throw Object.assign(new Error("S3 is away."), { name: "TimeoutError" });
  };
  const Records = sent(world, [...(await logged(dealer)), ...(await logged(other))]);
  const { batchItemFailures } = await archive({ Records });
  world.queues.settle("forecourt-test-archive", Records, batchItemFailures, { immediately: true });
  expect(world.queues.depth("forecourt-test-archive")).toBe(4);
  expect([await read(dealer), await read(other)].map(({ length }) => length)).toEqual([5, 0]);
  world.aws.reset();
  await world.settle();
  expect(world.queues.depth("forecourt-test-archive")).toBe(0);
  expect(await read(other)).toEqual(await logged(other));
});

test.each([
  ["no JSON", "no JSON"],
  ["no event", { detail: { id: "evt_1" } }],
  [
    "another dealer's folder",
    { detail: { id: "evt_1", dealer: "../paris-cars", time: `${today}T10:00:00Z` } },
  ],
  ["a folder of its own", { detail: { id: "evt/1", dealer: "paris-cars", time: `${today}T10:00:00Z` } }],
  ["no time", { detail: { id: "evt_1", dealer: "paris-cars", time: "today" } }],
])(
  "a message that is no event of ours is kept with the dead letters and stops nothing: %s",
  async (_, body) => {
    const { world, dealer, say } = await given();
    await say.placed(1);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    world.queues.send("forecourt-test-archive", text);
    await world.settle();
    expect(world.deadLetters("archive")).toEqual([text]);
    expect(world.buckets.keys(archiveBucket)).toEqual([expect.stringMatching(`^${dealer}/2026/11/25/evt_`)]);
  },
);

test("another dealer's event in a dealer's folder is not read as theirs", async () => {
  const { world, dealer, say } = await given();
  await say.placed(1);
  const stray = pack(folderOf("paris-cars", today), await logged(dealer));
  world.buckets.put(archiveBucket, stray.key, stray.body);
  await expect(read("paris-cars")).rejects.toThrow("another dealer");
});

test("a day of more objects than a list shows at once is read whole", async () => {
  const { world, dealer, say } = await given();
  for (let count = 0; count < 23; count += 1) {
    await say.placed(1);
    await world.settle();
  }
  world.buckets.turnsPages(4);
  expect(world.buckets.keys(archiveBucket)).toHaveLength(23);
  expect(await read(dealer)).toEqual(await logged(dealer));
  expect(world.aws.calls.filter(({ operation }) => operation === "ListObjectsV2")).toHaveLength(6);
});

function contents(world: Forecourt): [string, string][] {
  return world.buckets
    .keys(archiveBucket)
    .map((key) => [key, world.buckets.body(archiveBucket, key).toString("base64")]);
}

test("what the archive lacks of the log is told, and a replay to the archive alone fills it", async () => {
  const { world, dealer, say } = await given();
  await say.everything(15, 8);
  await world.settle();
  world.clock.advance(day);
  await say.everything(6, 9);
  world.stream.length = 0;
  const span = { dealer, from: today, to: "2026-11-26" };
  expect(await inspect(span)).toMatchObject([
    { day: today, events: 15, missing: 0 },
    { day: "2026-11-26", events: 0, missing: 6 },
  ]);

  await replay({ ...span, send: toQueue(new SQSClient(operators(world)), archiveQueue(world)) });
  await world.settle();
  const taken: CloudEvent[] = [];
  const filled = await inspect(span, (event) => taken.push(event));
  expect(filled.map(({ missing }) => missing)).toEqual([0, 0]);
  expect(taken).toEqual(await logged(dealer, today, "2026-11-26"));
  expect(Object.values(filled[0]?.types ?? {}).reduce((sum, count) => sum + count, 0)).toBe(15);
});

test("a replay from the archive publishes what the log has lost, and nothing that is older than its proofs", async () => {
  const { world, dealer, say } = await given();
  await say.everything(5, 10);
  await world.settle();
  world.clock.advance(50 * day);
  await say.everything(7, 11);
  await world.settle();
  for (const { pk, sk } of world.table().filter((item) => JSON.stringify(item["_kind"]) === '{"S":"Event"}'))
    world.dynamodb.call("DeleteItem", { TableName: "forecourt-test", Key: { pk, sk } });
  world.clock.advance(12 * day);
  const span = { dealer, from: today, to: "2027-01-31" };
  expect(await replay(span)).toEqual({ sent: 0, tooOld: 0 });
  const before = world.bus.accepted.length;
  expect(await replay({ ...span, source: archived })).toEqual({ sent: 7, tooOld: 0 });
  expect(world.bus.accepted.slice(before).map(({ time }) => time.slice(0, 10))).toEqual(
    Array(7).fill("2027-01-14"),
  );
  await world.settle();
  expect(world.deadLetters("reporting")).toEqual([]);
});

test("the archive's bucket is found by the names of stack and resource, and not among several", async () => {
  const { world } = await given();
  delete process.env["ARCHIVE_BUCKET"];
  const s3 = (...names: string[]) =>
    new S3Client({
      ...operators(world),
      requestHandler: modelHandler({ s3: createBuckets(names) }) as never,
    });
  await expect(findArchive("forecourt-dev", s3("forecourt-dev-data-archiveaccesslogs1-x"))).rejects.toThrow(
    "no archive",
  );
  const both = s3("forecourt-dev-data-archivebucket1-x", "forecourt-dev-data-archivebucket1-y");
  await expect(findArchive("forecourt-dev", both)).rejects.toThrow("several");
  const one = s3("forecourt-dev-data-archivebucket1-x", "forecourt-prod-data-archivebucket1-x");
  expect(await findArchive("forecourt-dev", one)).toBe("forecourt-dev-data-archivebucket1-x");
  expect(process.env["ARCHIVE_BUCKET"]).toBe("forecourt-dev-data-archivebucket1-x");
});

/** What an operator's own client is made with. */
function operators(world: Forecourt) {
  return {
    requestHandler: world.aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "ops", secretAccessKey: "ops" },
  };
}

function archiveQueue(world: Forecourt): string {
  return world.queues.url("forecourt-test-archive");
}
