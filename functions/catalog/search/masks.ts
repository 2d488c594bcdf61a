import { type FacetName, type Filters, rangeFacets, valueFacets } from "../facets.ts";
import { type Bits, bitsFor, common } from "./bits.ts";
import { bitsWhere } from "./column.ts";
import { meant } from "./names.ts";
import type { Snapshot } from "./snapshot.ts";

/** The cars that pass each filter that was asked for, and the cars there are. */
export type Masks = { readonly base: Bits; readonly of: ReadonlyMap<FacetName, Bits> };

export function masksOf(snapshot: Snapshot, asked: Filters): Masks {
  const of = new Map<FacetName, Bits>();
  for (const name of valueFacets) {
    const wanted = asked[name]?.toLowerCase();
    if (wanted === undefined) continue;
    const passes = (value: string): boolean => value.toLowerCase() === wanted;
    of.set(name, bitsWhere(snapshot.columns[name], snapshot.capacity, passes));
  }
  const bounds = boundsOf(asked);
  for (const name of rangeFacets) {
    const [from, to] = bounds[name];
    if (from > 0 || to < Infinity) of.set(name, between(snapshot, name, from, to));
  }
  const text = asked.q === undefined ? undefined : meantBits(snapshot, asked.q);
  return { base: text ? common([snapshot.live, text]) : snapshot.live, of };
}

/** The cars that pass all filters but the facet's own. */
export function under({ base, of }: Masks, except?: FacetName): Bits {
  const others = [...of].flatMap(([name, bits]) => (name === except ? [] : [bits]));
  return others.length === 0 ? base : common([base, ...others]);
}

function boundsOf({
  price_gte = 0,
  price_lte = Infinity,
  year_gte = 0,
  year_lte = Infinity,
  mileage_lte = Infinity,
}: Filters) {
  return { price: [price_gte, price_lte], year: [year_gte, year_lte], mileage: [0, mileage_lte] } as const;
}

function between(
  { figures, capacity, used }: Snapshot,
  name: (typeof rangeFacets)[number],
  from: number,
  to: number,
): Bits {
  const bits = bitsFor(capacity);
  const values = figures[name];
  for (let start = 0; start < used; start += 32) {
    let word = 0;
    const end = Math.min(32, used - start);
    for (let at = 0; at < end; at += 1) {
      const value = values[start + at]!;
      if (value >= from && value <= to) word |= 1 << at;
    }
    bits[start >>> 5] = word;
  }
  return bits;
}

function meantBits({ names, nameOf, capacity, used }: Snapshot, question: string): Bits | undefined {
  const hits = meant(names, question);
  if (!hits) return undefined;
  const bits = bitsFor(capacity);
  for (let slot = 0; slot < used; slot += 1) bits[slot >>> 5]! |= hits[nameOf[slot]!]! << (slot & 31);
  return bits;
}
