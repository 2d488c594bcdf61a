import type { Item } from "./attribute-values.ts";
import { itemSize, normalItem } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import { bind } from "./bindings.ts";
import type { Usage } from "./capacity.ts";
import { addUsage, capacityOf, readUnits } from "./capacity.ts";
import type { Collection, Entry, Position } from "./collection.ts";
import { holds } from "./conditions.ts";
import type { Database, Index, KeySchema, Table } from "./database.ts";
import type { Condition } from "./expressions.ts";
import { parseCondition } from "./expressions.ts";
import { boundProjection } from "./items.ts";
import { hasType, indexPosition, keyParts, tableKey, tablePosition } from "./keys.ts";
import { checkCondition } from "./operand-checks.ts";
import type { PlainPath } from "./paths.ts";
import { project } from "./paths.ts";
import { invalid } from "./refusals.ts";
import { tableOf } from "./tables.ts";
import { checkSelect, viewOf } from "./views.ts";

/** What Query and Scan share. */
export type ReadInput = {
  TableName: string;
  IndexName?: string;
  Select?: string;
  Limit?: number;
  ConsistentRead?: boolean;
  ExclusiveStartKey?: Record<string, unknown>;
  ProjectionExpression?: string;
  FilterExpression?: string;
  ReturnConsumedCapacity?: string;
};

/** A table or one of its indexes, made ready for one request. */
export type Source = {
  table: Table;
  index: Index | undefined;
  schema: KeySchema;
  entries: Collection;
  /** What an entry holds, before the projection expression. */
  view(item: Item): Item;
  filter: Condition | undefined;
  paths: PlainPath[] | undefined;
  start: Position | undefined;
};

/** Bytes read until a page ends (developer guide, "Paginating table query results"). */
const PAGE_BYTES = 1024 * 1024;

export function sourceOf(database: Database, input: ReadInput, bindings: Bindings): Source {
  const filter = filterOf(input.FilterExpression, bindings);
  const paths = boundProjection(input.ProjectionExpression, bindings);
  checkSelect(input);
  const table = tableOf(database, input.TableName);
  const index = input.IndexName === undefined ? undefined : table.indexes.get(input.IndexName);
  if (input.IndexName !== undefined && !index) {
    throw invalid(`The table does not have the specified index: ${input.IndexName}`);
  }
  if (index?.kind === "global" && input.ConsistentRead) {
    throw invalid("Consistent reads are not supported on global secondary indexes");
  }
  const schema = index ?? table;
  return {
    table,
    index,
    schema,
    entries: index ? index.entries : table.items,
    view: viewOf(table, index, input.Select, paths),
    filter,
    paths,
    start: startOf(table, index, input.ExclusiveStartKey),
  };
}

/** Reads entries until the limit or the size of a page is reached, and words the answer. */
export function answer(
  database: Database,
  input: ReadInput,
  source: Source,
  bindings: Bindings,
  entries: Iterable<Entry>,
): Record<string, unknown> {
  const { table, index, paths, filter } = source;
  const items: Item[] = [];
  let [scanned, bytes] = [0, 0];
  let last: Entry | undefined;
  for (const entry of entries) {
    const seen = source.view(entry.item);
    scanned++;
    bytes += itemSize(seen);
    if (!filter || holds(filter, seen, bindings)) items.push(paths ? project(seen, paths) : seen);
    if (scanned === input.Limit || bytes > PAGE_BYTES) {
      last = entry;
      break;
    }
  }
  const usage: Usage = new Map();
  if (index) addUsage(usage, table, 0);
  addUsage(usage, table, readUnits(bytes, input.ConsistentRead === true), index);
  const [capacity] = capacityOf(database, usage, input.ReturnConsumedCapacity);
  return {
    ...(input.Select !== "COUNT" && { Items: items }),
    Count: items.length,
    ScannedCount: scanned,
    ...(last && { LastEvaluatedKey: positionKey(table, index, last.item) }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
}

function filterOf(text: string | undefined, bindings: Bindings): Condition | undefined {
  if (text === undefined || text === null) return undefined;
  const filter = bind(bindings, parseCondition("FilterExpression", text));
  checkCondition("FilterExpression", filter, bindings);
  return filter;
}

function startOf(table: Table, index: Index | undefined, input: unknown): Position | undefined {
  if (input === undefined || input === null) return undefined;
  const key = normalItem(input);
  const parts = new Map(
    [...keyParts(table), ...(index ? keyParts(index) : [])].map((part) => [part.name, part]),
  );
  const fits =
    Object.keys(key).length === parts.size &&
    [...parts.values()].every((part) => hasType(key[part.name], part));
  if (!fits) throw invalid("The provided starting key is invalid");
  return index ? indexPosition(table, index, key) : tablePosition(table, key);
}

function positionKey(table: Table, index: Index | undefined, item: Item): Item {
  const key = tableKey(table, item);
  for (const part of index ? keyParts(index) : []) key[part.name] = item[part.name]!;
  return key;
}
