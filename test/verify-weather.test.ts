import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test } from "vitest";
import { forecourt, type Forecourt } from "#test/support/forecourt";
import type { StreamRecord } from "#test/support/model/dynamo";
import { chance } from "../verify/sim/chance.ts";
import { disturb } from "../verify/sim/faults.ts";
import { follower } from "../verify/sim/late-reads.ts";
import { delivering, overtake } from "../verify/sim/redelivery.ts";
import { shards } from "../verify/sim/shards.ts";
import { tempers } from "../verify/sim/tempers.ts";

/* What the simulator does to production code: each fault is what AWS documents, and no more. */

const TableName = "forecourt-test";
let world: Forecourt;
afterEach(() => {
  world.aws.intercept = undefined;
});

/** Beside the kernel, whose guard would ask whose items these are. */
function dynamo(): DynamoDBClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new DynamoDBClient({ requestHandler: world.aws as never, region: "eu-west-2", credentials });
}

async function items(...names: string[]): Promise<void> {
  for (const name of names)
    await dynamo().send(new PutItemCommand({ TableName, Item: { pk: { S: "p" }, sk: { S: name } } }));
}

describe("a read that tells less than there is", () => {
  test("is of a moment ago unless it is strongly consistent, and of now once a second has passed", async () => {
    world = await forecourt();
    const copy = follower(world);
    disturb(world, ({ operation }) => (operation === "GetItem" ? "stale" : undefined));
    await items("a");
    const read = async (ConsistentRead: boolean) =>
      (
        await dynamo().send(
          new GetItemCommand({ TableName, Key: { pk: { S: "p" }, sk: { S: "a" } }, ConsistentRead }),
        )
      ).Item;
    expect(await read(false)).toBeUndefined();
    expect(await read(true)).toBeDefined();
    expect(copy.differing()).toBe(1);
    world.clock.advance(1_000);
    expect(await read(false)).toBeDefined();
  });

  test("is a page that ends early, or a batch of which some is left: everything comes in the end", async () => {
    world = await forecourt();
    follower(world);
    disturb(world, () => "short");
    await items("a", "b", "c");
    const ask = {
      TableName,
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": { S: "p" } },
    };
    const page = await dynamo().send(new QueryCommand(ask));
    expect([page.Items?.length, page.LastEvaluatedKey?.["sk"]]).toEqual([1, { S: "a" }]);
    const Keys = ["a", "b", "c"].map((sk) => ({ pk: { S: "p" }, sk: { S: sk } }));
    const batch = await dynamo().send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    expect(batch.Responses?.[TableName]).toHaveLength(2);
    expect(batch.UnprocessedKeys?.[TableName]?.Keys).toEqual([Keys[2]]);
  });
});

function record(pk: string, at: number): StreamRecord {
  return {
    eventID: `${pk}${at}`,
    dynamodb: { Keys: { pk: { S: pk } }, SequenceNumber: String(at) },
  } as unknown as StreamRecord;
}

describe("a stream", () => {
  const all = () => Array.from({ length: 60 }, (_, at) => record(`p${at % 6}`, at));
  const poisoned = ({ dynamodb }: StreamRecord) => dynamodb.SequenceNumber === "20";

  test("gives each partition in order, everything at least once, and some of it twice", async () => {
    const stream = all();
    const seen: string[] = [];
    const reader = shards(stream, { batchSize: 1 });
    const drawn = chance(3);
    while (
      await reader.turn(drawn, async (batch) => {
        if (drawn.happens(0.3)) return { done: false };
        seen.push(...batch.map(({ eventID }) => eventID));
        return { done: true };
      })
    )
      continue;
    expect(new Set(seen).size).toBe(60);
    expect(seen.length).toBeGreaterThan(60);
    const first = [...new Set(seen)].filter((id) => id.startsWith("p3")).map((id) => Number(id.slice(2)));
    expect(first).toEqual(first.toSorted((a, b) => a - b));
  });

  test("halves a batch that fails until the bad record stands alone, where its mapping says so", async () => {
    const stream = all();
    const reader = shards(stream, { batchSize: 60, bisectBatchOnFunctionError: true });
    const drawn = chance(4);
    const alone: StreamRecord[] = [];
    for (let turn = 0; turn < 400 && alone.length === 0; turn += 1)
      await reader.turn(drawn, async (batch) => {
        if (batch.length === 1 && batch.some(poisoned)) alone.push(...batch);
        return batch.some(poisoned) ? { done: false } : { done: true };
      });
    expect(alone.map(({ dynamodb }) => dynamodb.SequenceNumber)).toEqual(["20"]);
  });

  test("comes again from the first record that was said to have failed, and a bad one holds up only its own shard", async () => {
    const stream = all();
    const reader = shards(stream, { batchSize: 60, functionResponseTypes: ["ReportBatchItemFailures"] });
    const drawn = chance(5);
    for (let turn = 0; turn < 200; turn += 1)
      await reader.turn(drawn, async (batch) => ({
        done: true,
        value: {
          batchItemFailures: batch
            .filter(poisoned)
            .map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber ?? "" })),
        },
      }));
    expect(stream.length).toBeGreaterThan(0);
    expect(stream.length).toBeLessThan(60);
    expect(stream.find(poisoned)).toBe(stream[0]);
  });
});

test("a process is overtaken in the middle: another one does the same messages and is done first", async () => {
  const told: string[] = [];
  await delivering(
    async () => void told.push("the other is done"),
    async () => {
      told.push("begun");
      await overtake();
      told.push("done");
    },
  );
  expect(told).toEqual(["begun", "the other is done", "done"]);
});

test("mail and provider refuse each wish twice at most, and one seed is one mood", async () => {
  world = await forecourt();
  const moodsOf = (seed: number): string[] => {
    const { provider, calm } = tempers(world, chance(seed), 0.9);
    calm();
    return Array.from({ length: 8 }, () => provider("POST", "/refunds") ?? "answers");
  };
  expect(moodsOf(1)).toEqual(moodsOf(1));
  expect(moodsOf(1).filter((mood) => mood !== "answers")).toHaveLength(2);
  expect(moodsOf(1)).toContain("answers");
});
