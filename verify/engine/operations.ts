import { bound, conditionOf, everything, projectionOf } from "./expressions.ts";
import { misspelt } from "./mistakes.ts";
import { sources, TableName } from "./playground.ts";
import { updateOf } from "./updates.ts";
import { type Item, itemOf, keyOf, type Matter, odd, valueOf } from "./values.ts";

/** One request, as the client takes it. `pages`: every page of it is asked for, one after the other. */
export type Request = {
  readonly operation: keyof typeof making;
  readonly input: Record<string, unknown>;
  readonly pages?: boolean;
  /** What is odd about it. */
  readonly odd: readonly string[];
};

/** The next request of a sequence: mostly a sound one, now and then one with a mistake in it. */
export function requestOf(matter: Matter): Request {
  const { drawn, odd: noted } = matter;
  noted.clear();
  const operation = drawn.pick(often);
  const sound = making[operation](matter);
  const { input, mistake } = drawn.happens(0.06) ? misspelt(sound, drawn) : { input: sound };
  const odds = [...noted, ...(mistake === undefined ? [] : [mistake])];
  return { operation, input, odd: odds, ...(operation === "Query" && { pages: true }) };
}

const making = {
  PutItem: (matter: Matter) => ({ ...put(matter), ...returned(matter, ["ALL_OLD"]) }),
  GetItem: (matter: Matter) => ({ ...get(matter), ConsistentRead: matter.drawn.happens(0.5) }),
  UpdateItem: (matter: Matter) => ({
    ...update(matter),
    ...returned(matter, ["ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]),
  }),
  DeleteItem: (matter: Matter) => ({ ...remove(matter), ...returned(matter, ["ALL_OLD"]) }),
  Query: query,
  BatchGetItem: batchGet,
  BatchWriteItem: batchWrite,
  TransactGetItems: (matter: Matter) => ({
    TransactItems: differing(matter, 4).map((Key) => ({ Get: { ...get(matter), Key } })),
  }),
  TransactWriteItems: transaction,
};

const often = [
  ...Array<keyof typeof making>(4).fill("PutItem"),
  ...Array<keyof typeof making>(2).fill("GetItem"),
  ...Array<keyof typeof making>(6).fill("UpdateItem"),
  ...(["DeleteItem", "BatchGetItem", "BatchWriteItem", "TransactGetItems"] as const),
  ...Array<keyof typeof making>(5).fill("Query"),
  ...Array<keyof typeof making>(4).fill("TransactWriteItems"),
];

function put(matter: Matter) {
  return conditional(matter, { Item: itemOf(matter) });
}

function update(matter: Matter) {
  const to = bound(matter);
  const UpdateExpression = updateOf(to);
  return conditional(matter, { Key: keyOf(matter), UpdateExpression }, to);
}

function remove(matter: Matter) {
  return conditional(matter, { Key: keyOf(matter) });
}

function get(matter: Matter) {
  const to = bound(matter);
  const projected = matter.drawn.happens(0.4) && { ProjectionExpression: projectionOf(to) };
  return { TableName, Key: keyOf(matter), ...projected, ...to.members() };
}

function conditional(matter: Matter, input: Record<string, unknown>, to = bound(matter), always = false) {
  const { drawn } = matter;
  const condition = (always || drawn.happens(0.5)) && { ConditionExpression: conditionOf(to) };
  const shown = drawn.happens(0.5) && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
  return { TableName, ...input, ...condition, ...to.members(), ...shown };
}

function returned({ drawn }: Matter, modes: string[]) {
  return drawn.happens(0.7) ? { ReturnValues: drawn.pick(modes) } : {};
}

function query(matter: Matter) {
  const { drawn } = matter;
  const to = bound(matter);
  const { index, hash, range, holds } = drawn.pick(sources);
  const names = holds === undefined || odd(matter, "not projected") ? everything : holds;
  const key = `${to.name(hash)} = ${to.value(valueOf(matter, hash))}`;
  const bounds = (): string => to.value(valueOf(matter, range));
  const place = to.name.bind(to, range);
  const order = drawn.pick([
    () => "",
    () => "",
    () => ` AND ${place()} ${drawn.pick(["=", "<", "<=", ">", ">="])} ${bounds()}`,
    () => ` AND ${place()} BETWEEN ${bounds()} AND ${bounds()}`,
    () => (range === "rank" ? "" : ` AND begins_with(${place()}, ${bounds()})`),
  ])();
  const filtered = names.filter((name) => name !== hash && name !== range);
  return {
    TableName,
    ...(index !== undefined && { IndexName: index }),
    KeyConditionExpression: key + order,
    ...(drawn.happens(0.4) && { FilterExpression: conditionOf(to, filtered) }),
    ...(drawn.happens(0.2) ? { ProjectionExpression: projectionOf(to, names) } : counting(matter)),
    ...to.members(),
    ...(drawn.happens(0.5) && { Limit: 1 + drawn.below(4) }),
    ...(drawn.happens(0.5) && { ScanIndexForward: drawn.happens(0.3) }),
    ...(index === undefined && { ConsistentRead: drawn.happens(0.7) }),
  };
}

function counting({ drawn }: Matter) {
  return drawn.happens(0.15) ? { Select: "COUNT" } : {};
}

function batchGet(matter: Matter) {
  const { Key: _key, TableName: _name, ...how } = get(matter);
  return { RequestItems: { [TableName]: { ...how, Keys: differing(matter, 5) } } };
}

function batchWrite(matter: Matter) {
  const requests = differing(matter, 5).map((key) =>
    matter.drawn.happens(0.3)
      ? { DeleteRequest: { Key: key } }
      : { PutRequest: { Item: { ...itemOf(matter), ...key } } },
  );
  return { RequestItems: { [TableName]: requests } };
}

/** A transaction; its token makes it harmless to repeat. */
function transaction(matter: Matter) {
  const { drawn, own } = matter;
  const TransactItems = differing(matter, 4).map((Key) =>
    drawn.pick([
      () => {
        const one = conditional(matter, { Item: { ...itemOf(matter), ...Key } });
        return { Put: one };
      },
      () => ({ Update: { ...update(matter), Key } }),
      () => ({ Update: { ...update(matter), Key } }),
      () => ({ Delete: { ...remove(matter), Key } }),
      () => ({ ConditionCheck: conditional(matter, { Key }, bound(matter), true) }),
    ])(),
  );
  const token = `${own}-${drawn.below(1_000_000)}`;
  return { TransactItems, ...(drawn.happens(0.5) && { ClientRequestToken: token }) };
}

/** One to `most` keys, no two of them the same. */
function differing(matter: Matter, most: number): Item[] {
  const keys = Array.from({ length: 1 + matter.drawn.below(most) }, () => keyOf(matter));
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}
