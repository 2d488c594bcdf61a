import { compareTexts } from "./attribute-values.ts";
import type { Item } from "./attribute-values.ts";

/**
 * Items of a table or an index by partition, each partition sorted. `hash` and `sort` are texts that order as the key
 * values do; `tie` orders index entries whose sort keys are equal (their table key), and is empty in a table.
 */
export type Collection = Map<string, Entry[]>;
export type Entry = Position & { item: Item };
export type Position = { hash: string; sort: string; tie: string };

export function findEntry(collection: Collection, position: Position): Entry | undefined {
  const partition = collection.get(position.hash);
  if (!partition) return undefined;
  const entry = partition[firstAtOrAfter(partition, position)];
  return entry && comparePositions(entry, position) === 0 ? entry : undefined;
}

export function putEntry(collection: Collection, entry: Entry): void {
  const partition = collection.get(entry.hash);
  if (!partition) {
    collection.set(entry.hash, [entry]);
    return;
  }
  const at = firstAtOrAfter(partition, entry);
  const found = partition[at];
  partition.splice(at, found && comparePositions(found, entry) === 0 ? 1 : 0, entry);
}

export function removeEntry(collection: Collection, position: Position): void {
  const partition = collection.get(position.hash);
  if (!partition) return;
  const at = firstAtOrAfter(partition, position);
  const found = partition[at];
  if (found && comparePositions(found, position) === 0) partition.splice(at, 1);
  if (partition.length === 0) collection.delete(position.hash);
}

/** Index of the first entry that does not sort before the position. */
export function firstAtOrAfter(partition: Entry[], position: Pick<Position, "sort" | "tie">): number {
  return lowerBound(partition, (entry) => comparePositions(entry, position) < 0);
}

/** Binary search: index of the first entry for which `before` is false. */
export function lowerBound(partition: Entry[], before: (entry: Entry) => boolean): number {
  let low = 0;
  let high = partition.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(partition[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function comparePositions(
  one: Pick<Position, "sort" | "tie">,
  other: Pick<Position, "sort" | "tie">,
): number {
  return compareTexts(one.sort, other.sort) || compareTexts(one.tie, other.tie);
}
