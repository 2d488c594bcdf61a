import { unmarshall } from "@aws-sdk/util-dynamodb";
import { isDeepStrictEqual } from "node:util";
import type { Forecourt } from "#test/support/forecourt";

export type Row = Readonly<Record<string, unknown>>;
export type Told = { readonly id: string; readonly type: string; readonly time: string; readonly data: Row };
export type Ledger = ReturnType<typeof ledger>;

/** Everything that is stored, read once, by kind; and what was told of each thing, the oldest first. */
export function ledger(world: Forecourt) {
  const rows = new Map<string, Row[]>();
  for (const item of world.table()) {
    const row = unmarshall(item as never) as Row;
    const name = String(row["_kind"]);
    rows.set(name, [...(rows.get(name) ?? []), row]);
  }
  const kind = (name: string): readonly Row[] => rows.get(name) ?? [];
  const events = kind("Event")
    .map(({ event }) => event as Told)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return {
    kind,
    by: (name: string, field: string): ReadonlyMap<unknown, Row> =>
      new Map(kind(name).map((row) => [row[field], row])),
    /** Of all events, those of one thing: `told("order")` by the value of their field `order`. */
    told(field: string): ReadonlyMap<unknown, readonly Told[]> {
      const all = new Map<unknown, Told[]>();
      for (const event of events) {
        const list = all.get(event.data[field]);
        if (list) list.push(event);
        else all.set(event.data[field], [event]);
      }
      return all;
    },
  };
}

/** Fields that two accounts of one thing have in common, and of which they say different things. */
export function unlike(one: Row, other: Row, fields: readonly string[]): string[] {
  return fields.filter((name) => name in one && name in other && !isDeepStrictEqual(one[name], other[name]));
}

/** Which of `fields` a row has though it should not, or lacks though it should. */
export function misplaced(row: Row, fields: readonly string[], wanted: readonly string[]): string[] {
  return fields.filter((name) => name in row !== wanted.includes(name));
}
