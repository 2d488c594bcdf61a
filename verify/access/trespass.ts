import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { dynamo } from "#shared/aws";
import { tableName } from "#shared/reads";
import { anonymous, type Caller, inDealer, type Scope, within } from "#shared/scope";
import type { Fixtures } from "../stories.ts";

/**
 * What a careless handler might ask the table for: every form of call, by hand, with a key of the other dealer or of the
 * platform in each place where a key can stand. None may leave the process; the same calls with the dealer's own key do.
 */
export async function trespass(own: Fixtures, foreign: Fixtures) {
  const violations: string[] = [];
  let n = 0;
  for (const [whose, tenant] of [
    ["its own", own.dealer],
    ["another dealer's", foreign.dealer],
    ["a longer dealer's", `${own.dealer}-2`],
    ["the platform's", "platform"],
  ] as const)
    for (const [name, send] of Object.entries(calls(`${tenant}#trial#trial`, `${own.dealer}#trial#trial`))) {
      n += 1;
      if ((await left(own, send)) !== (tenant === own.dealer))
        violations.push(
          `${name} with ${whose} key ${tenant === own.dealer ? "was refused" : "reached the table"}`,
        );
    }
  if (await left(own, async () => dynamo().send(new ScanCommand({ TableName: tableName() }))))
    violations.push("a scan reached the table");
  for (const kind of ["anonymous", "customer", "staff"] as const)
    if (acts({ id: "somebody", kind, permissions: new Set() }, own.dealer, foreign.dealer))
      violations.push(`a caller of kind ${kind} acts inside another dealer`);
  return { n: n + 4, violations };
}

type Send = () => Promise<unknown>;

/** Each with the key that is tried; where there must be another one beside it, that is the dealer's own. */
function calls(tried: string, good: string): Record<string, Send> {
  const TableName = tableName();
  const key = (pk: string) => ({ pk: { S: pk }, sk: { S: "trial" } });
  const moved = (pk: string) => ({ gs1pk: { S: pk }, gs1sk: { S: "trial" } });
  const [Key, Item] = [key(tried), { ...key(good), ...moved(tried) }];
  const update = {
    TableName,
    Key: key(good),
    UpdateExpression: "SET gs1pk = :gs1pk, gs1sk = :gs1sk",
    ExpressionAttributeValues: { ":gs1pk": { S: tried }, ":gs1sk": { S: "trial" } },
  };
  const ask = { KeyConditionExpression: "#pk = :pk", ExpressionAttributeValues: { ":pk": { S: tried } } };
  const absent = { ConditionExpression: "attribute_not_exists(nothing)" };
  const transact = (piece: object) => async () => {
    const first = { Put: { TableName, Item: key(`${good}-too`) } };
    return dynamo().send(new TransactWriteItemsCommand({ TransactItems: [first, piece] }));
  };
  const batch = (request: object) => async () =>
    dynamo().send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ PutRequest: { Item: key(`${good}-too`) } }, request] },
      }),
    );
  return {
    GetItem: async () => dynamo().send(new GetItemCommand({ TableName, Key })),
    BatchGetItem: async () =>
      dynamo().send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key(`${good}-too`), Key] } } }),
      ),
    Query: async () =>
      dynamo().send(new QueryCommand({ TableName, ...ask, ExpressionAttributeNames: { "#pk": "pk" } })),
    "Query of an index": async () => {
      const names = { IndexName: "gs1", ExpressionAttributeNames: { "#pk": "gs1pk" } };
      return dynamo().send(new QueryCommand({ TableName, ...ask, ...names }));
    },
    PutItem: async () => dynamo().send(new PutItemCommand({ TableName, Item: Key })),
    "PutItem into an index": async () => dynamo().send(new PutItemCommand({ TableName, Item })),
    UpdateItem: async () => dynamo().send(new UpdateItemCommand({ TableName, Key })),
    "UpdateItem into an index": async () => dynamo().send(new UpdateItemCommand(update)),
    DeleteItem: async () => dynamo().send(new DeleteItemCommand({ TableName, Key })),
    "a transaction's Put": transact({ Put: { TableName, Item: Key } }),
    "a transaction's Put into an index": transact({ Put: { TableName, Item } }),
    "a transaction's Update into an index": transact({ Update: update }),
    "a transaction's Delete": transact({ Delete: { TableName, Key } }),
    "a transaction's ConditionCheck": transact({ ConditionCheck: { TableName, Key, ...absent } }),
    "a batch's PutRequest": batch({ PutRequest: { Item: Key } }),
    "a batch's DeleteRequest": batch({ DeleteRequest: { Key } }),
  };
}

/** Whether a call that is made in the scope of a buyer at the dealer leaves the process. */
async function left({ world, dealer }: Fixtures, send: Send): Promise<boolean> {
  const before = world.aws.calls.length;
  const scope: Scope = { context: "trial", dealer, caller: anonymous, correlation: "trial", action: "trial" };
  await within(scope, send).catch(() => undefined);
  return world.aws.calls.length > before;
}

function acts(caller: Caller, dealer: string, other: string): boolean {
  const scope: Scope = { context: "trial", dealer, caller, correlation: "trial", action: "trial" };
  try {
    return within(scope, () => inDealer(other, "a trial", () => true));
  } catch {
    return false;
  }
}
