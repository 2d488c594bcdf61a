import { scope } from "./scope.ts";

type Key = { S?: string } | undefined;
type Attributes = Record<string, Key>;
type Call = {
  Key?: Attributes;
  Item?: Attributes;
  IndexName?: string;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
  TransactItems?: Record<string, Call>[];
  RequestItems?: Record<string, { Keys?: Attributes[] } | { PutRequest?: Call; DeleteRequest?: Call }[]>;
};

/**
 * Refuses any call whose partition keys are not the scope's dealer's: roles bound contexts, this guard
 * bounds dealers. It is a middleware of the client itself, so a hand-written call cannot pass beside it.
 * Timers are the one exception: they live under the platform and carry their dealer inside.
 */
export function guardKeys<Output>(next: (args: { input: object }) => Promise<Output>) {
  return async (args: { input: object }): Promise<Output> => {
    for (const key of partitionKeys(args.input)) assertReachable(key);
    return next(args);
  };
}

/** @throws Error for a key outside of the scope; the message names no other dealer's data. */
export function assertReachable(key: string): void {
  const { dealer, widened } = scope();
  const tenant = key.slice(0, key.indexOf("#"));
  if (tenant === dealer && tenant !== "") return;
  if (tenant === "platform" && (widened || key.startsWith("platform#timers#"))) return;
  throw new Error(`A key of "${tenant}" was used in the scope of "${dealer}".`);
}

function partitionKeys(call: Call): string[] {
  if (call.TransactItems)
    return call.TransactItems.flatMap((item) => Object.values(item).flatMap(partitionKeys));
  if (call.RequestItems) return Object.values(call.RequestItems).flatMap(batchKeys);
  if (call.Key) return [text(call.Key["pk"]), ...newIndexKeys(call.ExpressionAttributeValues ?? {})];
  if (call.Item) return itemKeys(call.Item);
  if (call.KeyConditionExpression) return [text(call.ExpressionAttributeValues?.[":pk"])];
  throw new Error("A call without partition keys (a scan?) may not be made here.");
}

/** The item's own partition and those of its index slots: an index key without its dealer would leak. */
function itemKeys(item: Attributes): string[] {
  return Object.keys(item)
    .filter((name) => name === "pk" || /^gs\d+pk$/.test(name))
    .map((name) => text(item[name]));
}

/** An update moves an item to another index partition by values that the kit names after the slot. */
function newIndexKeys(values: Attributes): string[] {
  return Object.keys(values)
    .filter((name) => /^:gs\d+pk$/.test(name))
    .map((name) => text(values[name]));
}

function batchKeys(
  request: { Keys?: Attributes[] } | { PutRequest?: Call; DeleteRequest?: Call }[],
): string[] {
  if (!Array.isArray(request)) return (request.Keys ?? []).map((key) => text(key["pk"]));
  return request.flatMap((entry) =>
    [entry.PutRequest, entry.DeleteRequest].flatMap((call) => (call ? partitionKeys(call) : [])),
  );
}

function text(key: Key): string {
  if (typeof key?.S !== "string") throw new Error("A partition key must be text.");
  return key.S;
}
