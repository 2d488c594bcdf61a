import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { normalNumber } from "#test/support/model/dynamo/numbers";
import type { Request } from "./operations.ts";
import { TableName } from "./playground.ts";

/** What a request was answered, in one spelling: or the name of the error, with what it says beside its text. */
export type Answer = { readonly error?: string; readonly says: Record<string, unknown> };

/** Asks; a query page by page to its end. Texts of errors are not compared: nobody may rely on them. */
export async function ask(client: DynamoDBClient, { operation, input, pages }: Request): Promise<Answer[]> {
  const answers: Answer[] = [];
  let start: unknown;
  do {
    const { $metadata: _, ...answer } = await send(client, operation, {
      ...input,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    answers.push("error" in answer ? (answer as Answer) : { says: plain(answer) as Answer["says"] });
    start = pages ? (answer as { LastEvaluatedKey?: unknown }).LastEvaluatedKey : undefined;
  } while (start !== undefined && answers.length < mostPages);
  return answers;
}

/** Some fifteen items of one partition, one a page; more is a page that leads back to itself. */
const mostPages = 40;

const commands: Readonly<Record<Request["operation"], unknown>> = {
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  DeleteItem: DeleteItemCommand,
  GetItem: GetItemCommand,
  PutItem: PutItemCommand,
  Query: QueryCommand,
  TransactGetItems: TransactGetItemsCommand,
  TransactWriteItems: TransactWriteItemsCommand,
  UpdateItem: UpdateItemCommand,
};

type Sent = Record<string, unknown> & { $metadata?: unknown };

async function send(client: DynamoDBClient, operation: Request["operation"], input: object): Promise<Sent> {
  try {
    const command = new (commands[operation] as typeof GetItemCommand)(input as never);
    return (await client.send(command)) as unknown as Sent;
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    return { error: error.name, says: plain(saidBy(error)) };
  }
}

function saidBy(error: Error): Record<string, unknown> {
  if (error instanceof TransactionCanceledException)
    return { reasons: error.CancellationReasons?.map(({ Code, Item }) => ({ Code, Item })) };
  return error instanceof ConditionalCheckFailedException ? { Item: error.Item } : {};
}

/** One spelling: a number is its value, sets and batches have no order, bytes are base64, what is undefined or empty is not there. */
export function plain(value: unknown, name = ""): unknown {
  if (name === "N" || name === "NS") return numbered(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) {
    const list = value.map((each) => plain(each));
    return unordered.has(name) ? list.toSorted(byText) : list;
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => each !== undefined && !(optional.has(key) && isEmpty(each)))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, plain(each, key)]),
  );
}

function numbered(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map((each) => normalNumber(String(each))).toSorted(byText)
    : normalNumber(String(value));
}

const unordered = new Set(["SS", "BS", TableName]);
const optional = new Set(["UnprocessedKeys", "UnprocessedItems", "Attributes"]);

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
