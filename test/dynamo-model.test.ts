import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StreamRecord } from "#test/support/model/dynamo";
import { createDynamo } from "#test/support/model/dynamo";
import { modelHandler } from "#test/support/model/request-handler";
import { serveDynamo } from "#test/support/model/serve";
import { strictTableContract, tableContract } from "#test/support/table-contract";

const credentials = { accessKeyId: "model", secretAccessKey: "model" };

describe("the in-process model behind the real client", () => {
  const client = new DynamoDBClient({
    region: "us-east-1",
    credentials,
    requestHandler: modelHandler({ dynamodb: createDynamo() }),
  });
  tableContract(() => client, "contract");
  strictTableContract(() => client, "strict-contract");
});

describe("the model over HTTP", () => {
  let served: Awaited<ReturnType<typeof serveDynamo>>;
  let client: DynamoDBClient;
  beforeAll(async () => {
    served = await serveDynamo(createDynamo(), 0);
    client = new DynamoDBClient({ region: "us-east-1", credentials, endpoint: served.url });
  });
  afterAll(async () => {
    client.destroy();
    await served.close();
  });
  tableContract(() => client, "contract");
});

describe("streams and expiry of the model", () => {
  test("a transaction is told once, in order, and what changed nothing is not told", () => {
    const { dynamo, heard } = withStream();
    const put = (pk: string, n: string) => ({
      Put: { TableName: "cars", Item: { pk: { S: pk }, n: { N: n } } },
    });
    dynamo.call("TransactWriteItems", { TransactItems: [put("a", "1"), put("b", "1")] });
    dynamo.call("TransactWriteItems", { TransactItems: [put("a", "1.0"), put("b", "2")] });
    dynamo.call("DeleteItem", { TableName: "cars", Key: { pk: { S: "nobody" } } });
    const told = heard.map((records) =>
      records.map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys.pk]),
    );
    expect(told).toEqual([
      [
        ["INSERT", { S: "a" }],
        ["INSERT", { S: "b" }],
      ],
      [["MODIFY", { S: "b" }]],
    ]);
    expect(heard[1]?.[0]?.dynamodb).toMatchObject({
      OldImage: { n: { N: "1" } },
      NewImage: { n: { N: "2" } },
    });
  });

  test("a cancelled transaction is not told", () => {
    const { dynamo, heard } = withStream();
    const taken = { Key: { pk: { S: "b" } }, ConditionExpression: "attribute_exists(pk)" };
    const items = [
      { Put: { TableName: "cars", Item: { pk: { S: "a" } } } },
      { ConditionCheck: { TableName: "cars", ...taken } },
    ];
    expect(() => dynamo.call("TransactWriteItems", { TransactItems: items })).toThrow(
      /ConditionalCheckFailed/,
    );
    expect(heard).toEqual([]);
    expect(dynamo.dump("cars")).toEqual([]);
  });

  test("a shard is read from its beginning, from now, and page by page", () => {
    const { dynamo } = withStream();
    const { StreamArn } = (dynamo.call("ListStreams", {}).Streams as { StreamArn: string }[])[0]!;
    const { Shards } = dynamo.call("DescribeStream", { StreamArn }).StreamDescription as {
      Shards: { ShardId: string }[];
    };
    const open = (ShardIteratorType: string) =>
      dynamo.call("GetShardIterator", { StreamArn, ShardId: Shards[0]!.ShardId, ShardIteratorType })
        .ShardIterator;
    const read = (ShardIterator: unknown, Limit = 10) => {
      const page = dynamo.call("GetRecords", { ShardIterator, Limit });
      const records = page.Records as StreamRecord[];
      return { names: records.map(({ dynamodb }) => dynamodb.Keys.pk), next: page.NextShardIterator };
    };
    const put = (pk: string) => dynamo.call("PutItem", { TableName: "cars", Item: { pk: { S: pk } } });
    put("a");
    put("b");
    const latest = open("LATEST");
    put("c");
    const first = read(open("TRIM_HORIZON"), 2);
    expect(first.names).toEqual([{ S: "a" }, { S: "b" }]);
    expect(read(first.next).names).toEqual([{ S: "c" }]);
    expect(read(latest).names).toEqual([{ S: "c" }]);
  });

  test("an expired item stays until it is swept, and the sweep is told as DynamoDB's own deletion", () => {
    const { dynamo, heard, clock } = withStream();
    dynamo.call("UpdateTimeToLive", {
      TableName: "cars",
      TimeToLiveSpecification: { AttributeName: "until", Enabled: true },
    });
    const until = { N: String(clock.time / 1000 + 60) };
    dynamo.call("PutItem", { TableName: "cars", Item: { pk: { S: "a" }, until } });
    expect(dynamo.sweepExpired()).toBe(0);
    clock.time += 61_000;
    expect(dynamo.dump("cars")).toHaveLength(1);
    expect(dynamo.sweepExpired()).toBe(1);
    expect(dynamo.dump("cars")).toEqual([]);
    expect(heard.at(-1)?.[0]).toMatchObject({ eventName: "REMOVE", userIdentity: { type: "Service" } });
  });

  test("a client request token is forgotten after ten minutes", () => {
    const { dynamo, clock } = withStream();
    const add = () =>
      dynamo.call("TransactWriteItems", {
        ClientRequestToken: "once",
        TransactItems: [
          {
            Update: {
              TableName: "cars",
              Key: { pk: { S: "a" } },
              UpdateExpression: "ADD n :one",
              ExpressionAttributeValues: { ":one": { N: "1" } },
            },
          },
        ],
      });
    add();
    clock.time += 9 * 60_000;
    add();
    expect(dynamo.dump("cars")[0]?.n).toEqual({ N: "1" });
    clock.time += 2 * 60_000;
    add();
    expect(dynamo.dump("cars")[0]?.n).toEqual({ N: "2" });
  });
});

describe("capacity of the model", () => {
  const PLACED = { pk: { S: "a" }, place: { S: "x" } };

  test("an index is charged for what changes in it, and nothing for what does not", () => {
    const units = chargedPuts();
    expect(units(PLACED)).toEqual({ total: 2, table: 1, index: 1 });
    expect(units(PLACED)).toEqual({ total: 1, table: 1, index: undefined });
    expect(units({ ...PLACED, place: { S: "y" } })).toEqual({ total: 3, table: 1, index: 2 });
    expect(units({ pk: { S: "a" } })).toEqual({ total: 2, table: 1, index: 1 });
  });

  test("a transaction doubles the table's units and not the index's", () => {
    const units = chargedPuts("transaction");
    expect(units(PLACED)).toEqual({ total: 3, table: 2, index: 1 });
  });
});

/** Puts into a table with one index; gives the units that each put was charged. */
function chargedPuts(how: "alone" | "transaction" = "alone") {
  const dynamo = createDynamo();
  const hash = (name: string) => [{ AttributeName: name, KeyType: "HASH" }];
  dynamo.call("CreateTable", {
    TableName: "cars",
    AttributeDefinitions: ["pk", "place"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: hash("pk"),
    GlobalSecondaryIndexes: [
      { IndexName: "byPlace", KeySchema: hash("place"), Projection: { ProjectionType: "ALL" } },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
  return (Item: Record<string, unknown>) => {
    const put = { TableName: "cars", Item };
    const shown = { ReturnConsumedCapacity: "INDEXES" };
    const { ConsumedCapacity: capacity } =
      how === "alone"
        ? dynamo.call("PutItem", { ...put, ...shown })
        : dynamo.call("TransactWriteItems", { TransactItems: [{ Put: put }], ...shown });
    const [used] = [capacity].flat() as Used[];
    return {
      total: used?.CapacityUnits,
      table: used?.Table.CapacityUnits,
      index: used?.GlobalSecondaryIndexes?.byPlace?.CapacityUnits,
    };
  };
}

type Units = { CapacityUnits: number };
type Used = Units & { Table: Units; GlobalSecondaryIndexes?: Record<string, Units> };

function withStream() {
  const heard: StreamRecord[][] = [];
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const dynamo = createDynamo({ clock, onStream: (_, records) => heard.push(records) });
  dynamo.call("CreateTable", {
    TableName: "cars",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
  return { dynamo, heard, clock };
}
