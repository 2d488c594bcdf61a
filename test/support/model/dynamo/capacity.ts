import type { Item } from "./attribute-values.ts";
import { equalItems, itemSize } from "./attribute-values.ts";
import { comparePositions } from "./collection.ts";
import type { Database, Index, Table, Write } from "./database.ts";
import { indexPosition } from "./keys.ts";
import { projected } from "./projections.ts";
import { tableNameOf } from "./validation.ts";

/** Units that one request used, by table and index. `kind` splits them for transactions, which report both. */
export type Usage = Map<string, { table: number; indexes: Map<string, number> }>;

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

export function addUsage(usage: Usage, table: Table, units: number, index?: Index): void {
  let of = usage.get(table.name);
  if (!of) usage.set(table.name, (of = { table: 0, indexes: new Map() }));
  if (index) of.indexes.set(index.name, (of.indexes.get(index.name) ?? 0) + units);
  else of.table += units;
}

/** Read units of some bytes: one per 4 KB, half where a consistent answer was not asked for. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/**
 * Counts a write on its table and on every index whose entry it changes. A transaction's `factor` of 2 is the table's
 * alone: an index entry costs inside what it costs outside (measured on DynamoDB, nubo-db/dynoxide pull request 188).
 */
export function addWriteUsage(usage: Usage, write: Write, factor = 1): void {
  const { table, before, after } = write;
  addUsage(usage, table, factor * writeUnits(Math.max(sizeOf(before), sizeOf(after))));
  for (const index of table.indexes.values()) {
    const units = indexWriteUnits(table, index, before, after);
    if (units > 0) addUsage(usage, table, units, index);
  }
}

/** The `ConsumedCapacity` members of an answer, empty unless asked for. */
export function capacityOf(
  database: Database,
  usage: Usage,
  mode: unknown,
  kind?: "Read" | "Write",
): Record<string, unknown>[] {
  if (mode !== "TOTAL" && mode !== "INDEXES") return [];
  return [...usage].map(([name, { table, indexes }]) => {
    const total = [...indexes.values()].reduce((sum, units) => sum + units, table);
    const shown = (units: number) => ({
      CapacityUnits: units,
      ...(kind && { [`${kind}CapacityUnits`]: units }),
    });
    const byKind = (wanted: Index["kind"]) => {
      const named = [...indexes].filter(
        ([index]) => database.tables.get(name)?.indexes.get(index)?.kind === wanted,
      );
      return Object.fromEntries(named.map(([index, units]) => [index, shown(units)]));
    };
    const [globals, locals] = [byKind("global"), byKind("local")];
    return {
      TableName: tableNameOf(name),
      ...shown(total),
      ...(mode === "INDEXES" && {
        Table: shown(table),
        ...(Object.keys(globals).length > 0 && { GlobalSecondaryIndexes: globals }),
        ...(Object.keys(locals).length > 0 && { LocalSecondaryIndexes: locals }),
      }),
    };
  });
}

function indexWriteUnits(
  table: Table,
  index: Index,
  before: Item | undefined,
  after: Item | undefined,
): number {
  const from = before && indexPosition(table, index, before);
  const to = after && indexPosition(table, index, after);
  const old = from && projected(table, index, before);
  const young = to && projected(table, index, after);
  if (!old || !young) return old || young ? writeUnits(sizeOf(old ?? young)) : 0;
  const moved = from.hash !== to.hash || comparePositions(from, to) !== 0;
  if (moved) return writeUnits(sizeOf(old)) + writeUnits(sizeOf(young));
  return equalItems(old, young) ? 0 : writeUnits(Math.max(sizeOf(old), sizeOf(young)));
}

function sizeOf(item: Item | undefined): number {
  return item ? itemSize(item) : 0;
}
