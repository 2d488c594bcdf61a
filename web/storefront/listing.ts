import type { Visit } from "./visit.ts";

/** What the address of a list may say; anything else in it is nobody's business. */
export const filterNames = [
  "q",
  "brand",
  "model",
  "body",
  "fuel",
  "price_gte",
  "price_lte",
  "year_gte",
  "mileage_lte",
] as const;
export type FilterName = (typeof filterNames)[number];

export type Asked = {
  readonly filters: Partial<Readonly<Record<FilterName, string>>>;
  readonly sort: string | undefined;
  readonly cursor: string | undefined;
  /** Only for show: a cursor knows its place, not its number. */
  readonly page: number;
  /** Cars that are ticked for the comparison. */
  readonly compare: readonly string[];
};

/** Reads the address of a list. What is left empty in a form is not asked for. */
export function askedIn({ incoming: { query }, w }: Visit): Asked {
  const filters = Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = query.get(name)?.trim() ?? "";
      const asked = name === "q" ? searchable(value) : value;
      return asked ? [[name, asked]] : [];
    }),
  );
  const sort = query.get("sort") ?? undefined;
  const page = Number(query.get("page"));
  return {
    filters,
    sort: sort !== undefined && Object.hasOwn(w.sorts, sort) ? sort : undefined,
    cursor: query.get("cursor") || undefined,
    page: Number.isInteger(page) && page > 1 && page < 10_000 ? page : 1,
    compare: query.getAll("compare").slice(0, 4),
  };
}

/** As many signs as the platform searches for. */
export const longestSearch = 100;

/** Whatever is typed into a search box is searched for: signs that nobody sees are spaces, and the rest is cut off. */
function searchable(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .slice(0, longestSearch)
    .toWellFormed()
    .trim();
}

/** The address of the same list with other filters: from its first page. */
export function listWith(
  { to }: Visit,
  asked: Asked,
  changes: Partial<Record<FilterName, string | undefined>>,
): string {
  return to("cars", {
    ...asked.filters,
    ...changes,
    sort: asked.sort,
    compare: asked.compare,
  });
}

/** A model belongs to its make: without the make it is not asked for. */
export function withoutFilter(name: FilterName): Partial<Record<FilterName, undefined>> {
  return name === "brand" ? { brand: undefined, model: undefined } : { [name]: undefined };
}

/** Round steps between the cheapest and the dearest, in minor units. */
export function priceSteps(range: { min: number; max: number } | undefined, minorUnits: number): number[] {
  if (!range) return [];
  const span = range.max - range.min;
  const size = [1000, 2000, 2500, 5000, 10_000, 20_000, 25_000, 50_000, 100_000, 250_000, 1_000_000].find(
    (step) => span / (step * minorUnits) <= 12,
  );
  const step = (size ?? 5_000_000) * minorUnits;
  const first = Math.ceil(range.min / step);
  const last = Math.ceil(range.max / step);
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => (first + index) * step);
}
