import { type Facets, type Filters, rangeFacets, valueFacets } from "../facets.ts";
import { order, type Place, type Sort } from "../sorting.ts";
import type { WindowRow } from "../window-row.ts";
import { type Bits, countBits, eachBit } from "./bits.ts";
import { type Column, countValues } from "./column.ts";
import { masksOf, under } from "./masks.ts";
import { cardAt, type FigureName, type Snapshot } from "./snapshot.ts";

export type Asked = {
  readonly filters: Filters;
  readonly sort: Sort;
  readonly limit: number;
  readonly after?: Place | undefined;
};
export type Found = {
  readonly cards: WindowRow[];
  readonly facets: Facets;
  /** All cars that match, whatever the page. */
  readonly total: number;
  /** The place of the last card, where more follow it. */
  readonly next: Place | undefined;
};

/** Answers one question to a shop window: a page of cars in order, and what else there is to choose from. */
export function find(snapshot: Snapshot, { filters, sort, limit, after }: Asked): Found {
  const masks = masksOf(snapshot, filters);
  const matching = under(masks);
  const facets = facetsOf(snapshot, (name) => (masks.of.has(name) ? under(masks, name) : matching));
  const { slots, more } = firstOf(snapshot, matching, sort, limit, after);
  const last = slots.at(-1);
  return {
    cards: slots.map((slot) => cardAt(snapshot, slot)),
    facets,
    total: countBits(matching),
    next: more && last !== undefined ? placeOf(snapshot, sort, last) : undefined,
  };
}

function placeOf(snapshot: Snapshot, sort: Sort, slot: number): Place {
  return [snapshot.figures[order(sort).figure][slot]!, snapshot.vehicles[slot]!];
}

/** The first cars after a place: one walk over those that match, which keeps no more than a page. */
function firstOf(
  snapshot: Snapshot,
  matching: Bits,
  sort: Sort,
  limit: number,
  after: Place | undefined,
): { slots: number[]; more: boolean } {
  const { figure, sign } = order(sort);
  const values = snapshot.figures[figure];
  const { vehicles } = snapshot;
  const compare = (value: number, vehicle: string, other: number, its: string): number =>
    value === other ? (vehicle < its ? -1 : vehicle > its ? 1 : 0) : value < other ? -sign : sign;
  const kept: number[] = [];
  let more = false;
  eachBit(matching, (slot) => {
    const value = values[slot]!;
    const vehicle = vehicles[slot]!;
    if (after && compare(value, vehicle, after[0], after[1]) <= 0) return;
    const worst = kept[limit - 1];
    if (worst !== undefined) {
      more = true;
      if (compare(value, vehicle, values[worst]!, vehicles[worst]!) > 0) return;
      kept.pop();
    }
    let at = kept.length;
    while (at > 0 && compare(value, vehicle, values[kept[at - 1]!]!, vehicles[kept[at - 1]!]!) < 0) at -= 1;
    kept.splice(at, 0, slot);
  });
  return { slots: kept, more };
}

function facetsOf(snapshot: Snapshot, among: (name: keyof Facets) => Bits): Facets {
  const counted = valueFacets.map((name) => {
    const bits = among(name);
    return [name, valuesIn(snapshot.columns[name], bits)];
  });
  const spans = rangeFacets.map((name) => [name, spanOf(snapshot, name, among(name))]);
  return Object.fromEntries([...counted, ...spans]) as Facets;
}

/** The most frequent first, then by value. */
function valuesIn(column: Column, bits: Bits): { value: string; count: number }[] {
  const counts = countValues(column, bits, countBits(bits));
  const found = column.values.flatMap((value, index) => {
    const count = counts[index + 1]!;
    return count === 0 ? [] : [{ value, count }];
  });
  return found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function spanOf(
  { figures }: Snapshot,
  name: FigureName,
  bits: Bits,
): { min: number; max: number } | undefined {
  const values = figures[name];
  let [min, max] = [Infinity, -Infinity];
  for (let word = 0; word < bits.length; word += 1)
    for (let left = bits[word]!; left !== 0; left &= left - 1) {
      const value = values[(word << 5) + 31 - Math.clz32(left & -left)]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  return max < min ? undefined : { min, max };
}
