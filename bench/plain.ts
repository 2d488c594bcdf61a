import type { Facets, Filters } from "#functions/catalog/facets";
import { spellingsOf } from "#functions/catalog/brands";
import { askedWords, isOneSlipFrom, mayBeMistyped, termsOf } from "#functions/catalog/search/words";
import type { Asked } from "#functions/catalog/search/find";
import type { WindowRow } from "#functions/catalog/window-row";

export type PlainRow = { readonly row: WindowRow; readonly terms: ReadonlySet<string> };
type Facet = keyof Facets;
type Tests = Record<Facet, (row: WindowRow) => boolean>;

/** What the plain array is searched in: each car with its words, made once. */
export function plainRows(rows: readonly WindowRow[]): PlainRow[] {
  return rows.map((row) => ({ row, terms: wordsOf(row) }));
}

/** The peer: one pass over the array of cars with the tests of each, facets counted on the way, and a sort. */
export function plainFind(rows: readonly PlainRow[], { filters, sort, limit }: Asked) {
  const means = meaning(rows, filters.q);
  return sift(
    rows.flatMap(({ row, terms }) => (means(terms) ? [row] : [])),
    filters,
    sort,
    limit,
  );
}

/** Filters and counts in one pass: a row that fails one filter only still counts for that filter's facet. */
export function sift(rows: readonly WindowRow[], filters: Filters, sort: Asked["sort"], limit: number) {
  const tests = testsOf(filters);
  const found: WindowRow[] = [];
  const tallies = new Map<Facet, WindowRow[]>(names.map((name) => [name, []]));
  for (const row of rows) {
    const failed = names.filter((name) => !tests[name](row));
    if (failed.length === 0) found.push(row);
    for (const name of names)
      if (failed.length === 0 || (failed.length === 1 && failed[0] === name)) tallies.get(name)?.push(row);
  }
  const sign = sort.startsWith("-") ? -1 : 1;
  const sorted = found.sort(
    (a, b) => sign * (figureOf(a, sort) - figureOf(b, sort)) || (a.vehicle < b.vehicle ? -1 : 1),
  );
  return {
    cards: sorted.slice(0, limit),
    total: found.length,
    facets: facetsOf((name) => tallies.get(name) ?? []),
  };
}

export function wordsOf({ brand, model, trim = "" }: WindowRow): Set<string> {
  const terms = termsOf(`${brand} ${model} ${trim}`);
  for (const spelling of spellingsOf(brand)) for (const term of termsOf(spelling)) terms.add(term);
  return terms;
}

function meaning(
  rows: readonly PlainRow[],
  question: string | undefined,
): (terms: ReadonlySet<string>) => boolean {
  const tests = askedWords(question ?? "").map((word) => {
    const begins = (term: string): boolean => term.startsWith(word);
    const known = rows.some(({ terms }) => some(terms, begins));
    return known || !mayBeMistyped(word) ? begins : (term: string): boolean => isOneSlipFrom(word, term);
  });
  return (terms) => tests.every((test) => some(terms, test));
}

function some(terms: ReadonlySet<string>, test: (term: string) => boolean): boolean {
  for (const term of terms) if (test(term)) return true;
  return false;
}

const names: readonly Facet[] = ["brand", "model", "body", "fuel", "transmission", "colour", "store", "price", "year", "mileage"]; // prettier-ignore

function testsOf(asked: Filters): Tests {
  const {
    price_gte = 0,
    price_lte = Infinity,
    year_gte = 0,
    year_lte = Infinity,
    mileage_lte = Infinity,
  } = asked;
  const is = (name: "brand" | "model" | "body" | "fuel" | "transmission" | "colour" | "store") => {
    const wanted = asked[name]?.toLowerCase();
    return (row: WindowRow): boolean => wanted === undefined || row[name]?.toLowerCase() === wanted;
  };
  return {
    brand: is("brand"),
    model: is("model"),
    body: is("body"),
    fuel: is("fuel"),
    transmission: is("transmission"),
    colour: is("colour"),
    store: is("store"),
    price: ({ price }) => price.amount >= price_gte && price.amount <= price_lte,
    year: ({ year }) => year >= year_gte && year <= year_lte,
    mileage: (row) => row.mileage_km <= mileage_lte,
  };
}

function figureOf(row: WindowRow, sort: Asked["sort"]): number {
  if (sort.endsWith("price")) return row.price.amount;
  if (sort.endsWith("year")) return row.year;
  return sort === "mileage" ? row.mileage_km : Date.parse(row.created_at);
}

function facetsOf(under: (facet: Facet) => WindowRow[]): Facets {
  const counts = (name: "brand" | "model" | "body" | "fuel" | "transmission" | "colour" | "store") => {
    const of = new Map<string, number>();
    for (const row of under(name)) {
      const value = row[name];
      if (value !== undefined) of.set(value, (of.get(value) ?? 0) + 1);
    }
    const all = [...of].map(([value, count]) => ({ value, count }));
    return all.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  };
  return {
    brand: counts("brand"),
    model: counts("model"),
    body: counts("body"),
    fuel: counts("fuel"),
    transmission: counts("transmission"),
    colour: counts("colour"),
    store: counts("store"),
    price: span(under("price").map((row) => row.price.amount)),
    year: span(under("year").map((row) => row.year)),
    mileage: span(under("mileage").map((row) => row.mileage_km)),
  };
}

function span(all: number[]): { min: number; max: number } | undefined {
  if (all.length === 0) return undefined;
  return all.reduce(({ min, max }, one) => ({ min: Math.min(min, one), max: Math.max(max, one) }), {
    min: Infinity,
    max: -Infinity,
  });
}
