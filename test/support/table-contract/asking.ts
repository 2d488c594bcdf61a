import { randomUUID } from "node:crypto";
import type { AttributeValue, PutItemCommandInput, UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Given } from "../table-contract.ts";

export type Wire = Record<string, AttributeValue>;

/** A partition nobody else writes to, so that a suite may run twice against one engine. */
export function freshKey(sk = "a"): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: `p-${randomUUID()}` }, sk: { S: sk } };
}

export function put({ client, table }: Given, item: Wire, more: Partial<PutItemCommandInput> = {}) {
  return client().send(new PutItemCommand({ TableName: table, Item: item, ...more }));
}

export function update({ client, table }: Given, key: Wire, more: Partial<UpdateItemCommandInput>) {
  return client().send(new UpdateItemCommand({ TableName: table, Key: key, ...more }));
}

export async function get({ client, table }: Given, key: Wire): Promise<Wire | undefined> {
  const { Item } = await client().send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/** Expression values out of plain ones: `values({ n: 1 })` is `{ ":n": { N: "1" } }`. */
export function values(plain: Record<string, unknown>): Wire {
  return Object.fromEntries(Object.entries(marshall(plain)).map(([name, value]) => [`:${name}`, value]));
}

/** The name of the error a call ends in, or what it answered. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}
