import type { Item } from "./attribute-values.ts";
import { itemSize, normalItem } from "./attribute-values.ts";
import type { Usage } from "./capacity.ts";
import { addUsage, addWriteUsage, capacityOf, readUnits } from "./capacity.ts";
import { commit, storedItem } from "./commit.ts";
import type { Database, Operation, Table, Write } from "./database.ts";
import type { ProjectionInput } from "./items.ts";
import { collectionMetrics, projectionOf } from "./items.ts";
import { keyOfInput, keyOfItem, tablePosition } from "./keys.ts";
import { invalid } from "./refusals.ts";
import { tableOf } from "./tables.ts";
import { checkParameters, constraints, FAILED } from "./validation.ts";

type GetRequest = ProjectionInput & { Keys: unknown[]; ConsistentRead?: boolean };
type WriteRequest = { PutRequest?: { Item: unknown }; DeleteRequest?: { Key: unknown } };

/** Quotas page, "DynamoDB API limits". */
const MOST_KEYS = 100;
const MOST_WRITES = 25;
const ANSWER_BYTES = 16 * 1024 * 1024;
const LARGEST_ITEM = 400 * 1024;

export const batchOperations: Record<string, Operation> = {
  BatchGetItem(database, input) {
    const requests = requestsOf<GetRequest>(input, "BatchGetItem");
    refuseTooManyKeys(requests);
    const reads = requests.map(([name, request]) => getPlan(database, name, request));
    const responses: Record<string, Item[]> = {};
    const unprocessed: Record<string, unknown> = {};
    const usage: Usage = new Map();
    let bytes = 0;
    for (const { name, request, table, keys, projection } of reads) {
      const found: Item[] = (responses[name] = []);
      const left = keys.filter((key) => {
        if (bytes > ANSWER_BYTES) return true;
        const item = storedItem(table, key);
        const size = item ? itemSize(item) : 0;
        bytes += size;
        if (bytes > ANSWER_BYTES) return true;
        addUsage(usage, table, readUnits(size, request.ConsistentRead === true));
        if (item) found.push(projection(item));
        return false;
      });
      if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
    }
    return { Responses: responses, UnprocessedKeys: unprocessed, ...capacity(database, usage, input) };
  },

  BatchWriteItem(database, input) {
    const requests = requestsOf<WriteRequest[]>(input, "BatchWriteItem");
    refuseTooManyWrites(requests);
    const writes = requests.flatMap(([name, list]) => {
      const table = tableOf(database, name);
      return refuseDuplicates(
        table,
        list.map((request) => writeOf(table, request)),
      );
    });
    const usage: Usage = new Map();
    const metrics: Record<string, unknown[]> = {};
    for (const write of writes) {
      const current = { ...write, before: storedItem(write.table, write.key) };
      commit(database, [current]);
      addWriteUsage(usage, current);
      const measured = collectionMetrics(current, input.ReturnItemCollectionMetrics);
      if (measured) (metrics[write.table.name] ??= []).push(measured);
    }
    return {
      UnprocessedItems: {},
      ...(Object.keys(metrics).length > 0 && { ItemCollectionMetrics: metrics }),
      ...capacity(database, usage, input),
    };
  },
};

function requestsOf<Request>(input: Record<string, unknown>, operation: string): [string, Request][] {
  checkParameters(input, "RequestItems");
  const requests = Object.entries(input.RequestItems as Record<string, Request>);
  if (requests.length === 0) throw invalid(`The requestItems parameter is required for ${operation}`);
  const check = constraints();
  for (const [name] of requests) check.tableName(name, `requestItems.${name}.key`);
  check.refuse();
  return requests;
}

function refuseTooManyKeys(requests: [string, GetRequest][]): void {
  const check = constraints();
  for (const [name, { Keys: keys }] of requests) {
    const where = `'RequestItems.${name}.member.Keys'`;
    if (!keys?.length) {
      check.violated(`Value at ${where} ${FAILED} Member must have length greater than or equal to 1`);
    } else if (keys.length > MOST_KEYS) {
      check.violated(
        `Value at ${where} ${FAILED} Member must have length less than or equal to ${MOST_KEYS}`,
      );
    }
  }
  check.refuse();
  const total = requests.reduce((sum, [, { Keys }]) => sum + Keys.length, 0);
  if (total > MOST_KEYS) throw invalid("Too many items requested for the BatchGetItem call");
}

function refuseTooManyWrites(requests: [string, WriteRequest[]][]): void {
  const check = constraints();
  const wrong = requests.some(([, list]) => !list?.length || list.length > MOST_WRITES);
  if (wrong) {
    const shown = requests.map(
      ([name, list]) => `${name}=[${(list ?? []).map(() => "WriteRequest").join(", ")}]`,
    );
    check.violated(
      `Value '{${shown.join(", ")}}' at 'requestItems' ${FAILED} Map value must satisfy constraint: [Member must have length less than or equal to ${MOST_WRITES}, Member must have length greater than or equal to 1]`,
    );
  }
  check.refuse();
  const total = requests.reduce((sum, [, list]) => sum + list.length, 0);
  if (total > MOST_WRITES) throw invalid("Too many items requested for the BatchWriteItem call");
}

function getPlan(database: Database, name: string, request: GetRequest) {
  const projection = projectionOf(request);
  const table = tableOf(database, name);
  const keys = request.Keys.map((key) => keyOfInput(table, key));
  refuseDuplicates(
    table,
    keys.map((key) => ({ key })),
  );
  return { name, request, table, keys, projection };
}

function writeOf(table: Table, { PutRequest: put, DeleteRequest: remove }: WriteRequest): Write {
  if (!put === !remove) {
    throw invalid("A write request must contain exactly one of PutRequest and DeleteRequest");
  }
  if (!put) return { table, key: keyOfInput(table, remove!.Key), before: undefined, after: undefined };
  const item = normalItem(put.Item);
  const key = keyOfItem(table, item);
  if (itemSize(item) > LARGEST_ITEM) throw invalid("Item size has exceeded the maximum allowed size");
  return { table, key, before: undefined, after: item };
}

function refuseDuplicates<Keyed extends { key: Item }>(table: Table, all: Keyed[]): Keyed[] {
  const positions = new Set(all.map(({ key }) => JSON.stringify(tablePosition(table, key))));
  if (positions.size < all.length) throw invalid("Provided list of item keys contains duplicates");
  return all;
}

function capacity(database: Database, usage: Usage, input: Record<string, unknown>): Record<string, unknown> {
  const units = capacityOf(database, usage, input.ReturnConsumedCapacity);
  return units.length > 0 ? { ConsumedCapacity: units } : {};
}
