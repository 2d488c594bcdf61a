import * as z from "zod";
import { canonicalBrand } from "./brands.ts";
import { line } from "./texts.ts";
import { Body, Fuel } from "./vehicle.ts";
import type { WindowRow } from "./window-row.ts";
import { wholeNumber } from "#shared/http";

/** What shoppers filter by; amounts in minor units of the dealer's currency. */
export const filters = {
  brand: line(60).overwrite(canonicalBrand).optional(),
  model: line(60).optional().meta({ description: "In any case." }),
  body: Body.optional(),
  fuel: Fuel.optional(),
  price_gte: wholeNumber().optional().meta({ description: "Minor units." }),
  price_lte: wholeNumber().optional().meta({ description: "Minor units." }),
  year_gte: wholeNumber({ max: 9999 }).optional(),
  mileage_lte: wholeNumber().optional().meta({ description: "Kilometres." }),
};
export type Filters = z.output<z.ZodObject<typeof filters>>;

const values = z.array(z.object({ value: z.string(), count: z.int() }));
const range = z.object({ min: z.int(), max: z.int() }).optional();

/** What there is to choose from: each facet is counted under all filters but its own. */
export const Facets = z
  .object({
    brand: values,
    model: values,
    body: values,
    fuel: values,
    price: range.meta({ description: "Minor units." }),
    year: range,
    mileage: range.meta({ description: "Kilometres." }),
  })
  .meta({ title: "VehicleFacets" });
export type Facets = z.output<typeof Facets>;

type Facet = keyof Facets;

/**
 * Filters rows and counts the facets in one pass: a row that fails one filter only still counts for that
 * filter's facet.
 */
export function sift(rows: readonly WindowRow[], asked: Filters): { found: WindowRow[]; facets: Facets } {
  const tests = testsOf(asked);
  const found: WindowRow[] = [];
  const tallies = new Map<Facet, WindowRow[]>(facetNames.map((name) => [name, []]));
  for (const row of rows) {
    const failed = facetNames.filter((name) => !tests[name](row));
    if (failed.length === 0) found.push(row);
    for (const name of facetNames)
      if (failed.length === 0 || (failed.length === 1 && failed[0] === name)) tallies.get(name)?.push(row);
  }
  return { found, facets: facetsOf((name) => tallies.get(name) ?? []) };
}

const facetNames = Object.keys(Facets.shape) as Facet[];

function testsOf(asked: Filters): Record<Facet, (row: WindowRow) => boolean> {
  const {
    brand,
    body,
    fuel,
    price_gte = 0,
    price_lte = Infinity,
    year_gte = 0,
    mileage_lte = Infinity,
  } = asked;
  const model = asked.model?.toLowerCase();
  return {
    brand: (row) => brand === undefined || row.brand.toLowerCase() === brand.toLowerCase(),
    model: (row) => model === undefined || row.model.toLowerCase() === model,
    body: (row) => body === undefined || row.body === body,
    fuel: (row) => fuel === undefined || row.fuel === fuel,
    price: ({ price }) => price.amount >= price_gte && price.amount <= price_lte,
    year: (row) => row.year >= year_gte,
    mileage: (row) => row.mileage_km <= mileage_lte,
  };
}

function facetsOf(under: (facet: Facet) => WindowRow[]): Facets {
  return {
    brand: counted(under("brand").map((row) => row.brand)),
    model: counted(under("model").map((row) => row.model)),
    body: counted(under("body").map((row) => row.body)),
    fuel: counted(under("fuel").map((row) => row.fuel)),
    price: span(under("price").map((row) => row.price.amount)),
    year: span(under("year").map((row) => row.year)),
    mileage: span(under("mileage").map((row) => row.mileage_km)),
  };
}

/** The most frequent first, then by value. */
function counted(all: string[]): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function span(all: number[]): { min: number; max: number } | undefined {
  if (all.length === 0) return undefined;
  return all.reduce(({ min, max }, one) => ({ min: Math.min(min, one), max: Math.max(max, one) }), {
    min: Infinity,
    max: -Infinity,
  });
}
