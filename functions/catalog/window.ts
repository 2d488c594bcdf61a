import * as z from "zod";
import { openCursor, sealCursor } from "#shared/cursor";
import { type Ask, page, paging } from "#shared/http";
import { WindowRow } from "./entities.ts";
import { Facets, filters, sift } from "./facets.ts";
import { WindowRow as Row } from "./window-row.ts";

export const Sort = z.enum(["price", "-price", "year", "-year", "mileage", "-created_at"]);
export type Sort = z.output<typeof Sort>;

export const WindowFilter = z.strictObject({
  ...paging,
  ...filters,
  sort: Sort.optional().meta({ description: "`-created_at`, the newest first, if absent." }),
});

export const ShopWindow = page(Row).extend({ facets: Facets }).meta({ title: "ShopWindow" });

/**
 * The vehicles of a dealer that can be bought, filtered and sorted, with facets.
 *
 * Every row of the window is some 500 bytes in one partition, so one query of 1 MB reads about 2,000 cars; a
 * dealer with more costs one query for each further 2,000. Facets need every row, so nothing read is thrown
 * away; all but the page is kept back in memory.
 */
export async function browse({ query }: Ask<{ query: typeof WindowFilter }>) {
  const { limit = 20, cursor, sort = "-created_at", ...asked } = query;
  const { found, facets } = sift(await wholeWindow(), asked);
  const sorted = found.sort((a, b) => inOrder(sort, placeOf(a, sort), placeOf(b, sort)));
  const after = cursor ? await placeIn(cursor) : undefined;
  const rest = after ? sorted.filter((row) => inOrder(sort, placeOf(row, sort), after) > 0) : sorted;
  const data = rest.slice(0, limit);
  const last = data.at(-1);
  if (!last || rest.length === data.length) return { data, facets };
  return { data, facets, next_cursor: await sealCursor(placeOf(last, sort).map(String)) };
}

async function wholeWindow(): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const { data, next_cursor } = await WindowRow.list({}, { cursor });
    rows.push(...data);
    cursor = next_cursor;
  } while (cursor);
  return rows;
}

/** Where a row stands in an order: its value and, among equals, its id. A page begins after a place, not at a count. */
type Place = readonly [value: number, vehicle: string];

function placeOf(row: Row, sort: Sort): Place {
  if (sort === "price" || sort === "-price") return [row.price.amount, row.vehicle];
  if (sort === "year" || sort === "-year") return [row.year, row.vehicle];
  if (sort === "mileage") return [row.mileage_km, row.vehicle];
  return [Date.parse(row.created_at), row.vehicle];
}

async function placeIn(cursor: string): Promise<Place> {
  const [value = "0", vehicle = ""] = await openCursor(cursor);
  return [Number(value), vehicle];
}

function inOrder(sort: Sort, [a, first]: Place, [b, second]: Place): number {
  const sign = sort.startsWith("-") ? -1 : 1;
  if (a !== b) return a < b ? -sign : sign;
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
