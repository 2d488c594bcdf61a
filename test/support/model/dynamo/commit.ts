import { findEntry, putEntry, removeEntry } from "./collection.ts";
import type { Item } from "./attribute-values.ts";
import type { Database, Index, Table, Write } from "./database.ts";
import { indexPosition, tablePosition } from "./keys.ts";
import type { StreamRecord } from "./streams.ts";
import { recordOf } from "./streams.ts";

/** Makes the writes of one request visible together, then tells the streams' listeners, once per table. */
export function commit(database: Database, writes: Write[], options: { expired?: boolean } = {}): void {
  const told = new Map<string, StreamRecord[]>();
  for (const write of writes) {
    store(write);
    const record = recordOf(database, write, options.expired ?? false);
    if (!record) continue;
    const records = told.get(write.table.name);
    if (records) records.push(record);
    else told.set(write.table.name, [record]);
  }
  for (const [table, records] of told) database.onStream(table, records);
}

export function storedItem(table: Table, key: Item): Item | undefined {
  return findEntry(table.items, tablePosition(table, key))?.item;
}

/** Fills a new index from what the table holds. */
export function backfill(table: Table, index: Index): void {
  for (const partition of table.items.values()) {
    for (const { item } of partition) {
      const position = indexPosition(table, index, item);
      if (position) putEntry(index.entries, { ...position, item });
    }
  }
}

function store({ table, key, before, after }: Write): void {
  const position = tablePosition(table, key);
  if (after) putEntry(table.items, { ...position, item: after });
  else removeEntry(table.items, position);
  for (const index of table.indexes.values()) {
    const from = before && indexPosition(table, index, before);
    const to = after && indexPosition(table, index, after);
    if (from) removeEntry(index.entries, from);
    if (to) putEntry(index.entries, { ...to, item: after });
  }
}
