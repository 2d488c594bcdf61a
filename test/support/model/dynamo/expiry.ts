import type { Item } from "./attribute-values.ts";
import { commit } from "./commit.ts";
import type { Database, Table } from "./database.ts";
import { tableKey } from "./keys.ts";

/** DynamoDB leaves items alone whose time is more than five years past (developer guide, "Using TTL"). */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;

/** Deletes what is expired at the clock's time, with the records a stream would show; gives how many. */
export function sweep(database: Database): number {
  let swept = 0;
  for (const table of database.tables.values()) {
    const expired = [...table.items.values()]
      .flatMap((partition) => partition.map(({ item }) => item))
      .filter((item) => isExpired(database, table, item));
    const writes = expired.map((item) => ({
      table,
      key: tableKey(table, item),
      before: item,
      after: undefined,
    }));
    commit(database, writes, { expired: true });
    swept += writes.length;
  }
  return swept;
}

function isExpired(database: Database, { timeToLive }: Table, item: Item): boolean {
  const value = timeToLive === undefined ? undefined : item[timeToLive];
  if (!value || !("N" in value)) return false;
  const ageSeconds = database.clock.now() / 1000 - Number(value.N);
  return ageSeconds > 0 && ageSeconds < OLDEST_SECONDS;
}
