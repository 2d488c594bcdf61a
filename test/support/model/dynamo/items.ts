import type { Item } from "./attribute-values.ts";
import { itemSize } from "./attribute-values.ts";
import type { Action, Decision } from "./actions.ts";
import { deleteAction, putAction, updateAction } from "./actions.ts";
import type { Bindings } from "./bindings.ts";
import { bind, bindingsOf, refuseUnused } from "./bindings.ts";
import type { Usage } from "./capacity.ts";
import { addUsage, addWriteUsage, capacityOf, readUnits } from "./capacity.ts";
import { commit, storedItem } from "./commit.ts";
import type { Database, Operation, Write } from "./database.ts";
import { parseProjection } from "./expressions.ts";
import { keyOfInput } from "./keys.ts";
import type { PlainPath } from "./paths.ts";
import { plainPath, project, refuseOverlaps } from "./paths.ts";
import { invalid } from "./refusals.ts";
import { tableOf } from "./tables.ts";
import { checkParameters, refuseLegacy } from "./validation.ts";

export const itemOperations: Record<string, Operation> = {
  GetItem(database, input) {
    checkParameters(input, "TableName", "Key");
    refuseLegacy(input);
    const project = projectionOf(input);
    const table = tableOf(database, input.TableName);
    const item = storedItem(table, keyOfInput(table, input.Key));
    const usage: Usage = new Map();
    addUsage(usage, table, readUnits(item ? itemSize(item) : 0, input.ConsistentRead === true));
    return { ...(item && { Item: project(item) }), ...sole(database, usage, input) };
  },

  PutItem(database, input) {
    checkParameters(input, "TableName", "Item");
    refuseLegacy(input);
    refuseReturnValues(input, ["NONE", "ALL_OLD"]);
    return write(database, input, putAction(database, input));
  },

  DeleteItem(database, input) {
    checkParameters(input, "TableName", "Key");
    refuseLegacy(input);
    refuseReturnValues(input, ["NONE", "ALL_OLD"]);
    return write(database, input, deleteAction(database, input));
  },

  UpdateItem(database, input) {
    checkParameters(input, "TableName", "Key");
    refuseLegacy(input);
    return write(database, input, updateAction(database, input));
  },
};

export type ProjectionInput = {
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
};

/** Reads a `ProjectionExpression`; without one the item is given back whole. */
export function projectionOf(input: ProjectionInput): (item: Item) => Item {
  const bindings = bindingsOf(
    { ExpressionAttributeNames: input.ExpressionAttributeNames },
    { ProjectionExpression: input.ProjectionExpression },
  );
  const paths = boundProjection(input.ProjectionExpression, bindings);
  refuseUnused(bindings);
  return paths ? (item) => project(item, paths) : (item) => item;
}

export function boundProjection(text: string | undefined, bindings: Bindings): PlainPath[] | undefined {
  if (text === undefined || text === null) return undefined;
  const paths = bind(bindings, parseProjection("ProjectionExpression", text)).map((path) =>
    plainPath(path, bindings),
  );
  refuseOverlaps("ProjectionExpression", paths);
  return paths;
}

/** `ItemCollectionMetrics` of a write: only tables with local indexes have item collections. */
export function collectionMetrics(write: Write, mode: unknown): Record<string, unknown> | undefined {
  const { table, key } = write;
  const local = [...table.indexes.values()].some((index) => index.kind === "local");
  if (mode !== "SIZE" || !local) return undefined;
  return { ItemCollectionKey: { [table.hash.name]: key[table.hash.name] }, SizeEstimateRangeGB: [0, 1] };
}

function write(database: Database, input: Record<string, unknown>, action: Action): Record<string, unknown> {
  const decision = action.decide();
  commit(database, [decision]);
  const usage: Usage = new Map();
  addWriteUsage(usage, decision);
  const returned = returnedValues(decision, input.ReturnValues);
  const metrics = collectionMetrics(decision, input.ReturnItemCollectionMetrics);
  return {
    ...(returned && Object.keys(returned).length > 0 && { Attributes: returned }),
    ...sole(database, usage, input),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
}

function returnedValues({ before, after, touched }: Decision, mode: unknown): Item | undefined {
  if (mode === "ALL_OLD") return before;
  if (mode === "ALL_NEW") return after;
  if (mode === "UPDATED_OLD") return before && project(before, touched);
  return mode === "UPDATED_NEW" && after ? project(after, touched) : undefined;
}

function sole(database: Database, usage: Usage, input: Record<string, unknown>): Record<string, unknown> {
  const [capacity] = capacityOf(database, usage, input.ReturnConsumedCapacity);
  return capacity ? { ConsumedCapacity: capacity } : {};
}

function refuseReturnValues(input: Record<string, unknown>, allowed: string[]): void {
  const { ReturnValues: wanted } = input as { ReturnValues?: string };
  if (wanted === undefined || allowed.includes(wanted)) return;
  throw invalid("Return values set to invalid value");
}
