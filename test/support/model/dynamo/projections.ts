import type { Item } from "./attribute-values.ts";
import type { Index, Table } from "./database.ts";
import { keyParts } from "./keys.ts";

/** What an index holds of an item. */
export function projected(table: Table, index: Index, item: Item): Item {
  if (index.projection.ProjectionType === "ALL") return item;
  const held: Item = {};
  for (const name of projectedNames(table, index)) if (Object.hasOwn(item, name)) held[name] = item[name]!;
  return held;
}

export function projects(table: Table, index: Index, name: string): boolean {
  return index.projection.ProjectionType === "ALL" || projectedNames(table, index).has(name);
}

function projectedNames(table: Table, index: Index): Set<string> {
  const keys = [...keyParts(table), ...keyParts(index)].map((part) => part.name);
  const others =
    index.projection.ProjectionType === "INCLUDE" ? (index.projection.NonKeyAttributes ?? []) : [];
  return new Set([...keys, ...others]);
}
