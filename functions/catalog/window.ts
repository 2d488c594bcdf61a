import * as z from "zod/mini";
import { openCursor, sealCursor } from "#shared/cursor";
import { type Ask, page, paging } from "#shared/http";
import { Instant } from "#shared/time";
import { Facets, filters } from "./facets.ts";
import { find } from "./search/find.ts";
import { windowNow } from "./search/held.ts";
import { type Place, Sort } from "./sorting.ts";
import { WindowRow as Row } from "./window-row.ts";

export const WindowFilter = z.strictObject({
  ...paging,
  ...filters,
  sort: z
    .optional(Sort)
    .register(z.globalRegistry, { description: "`-created_at`, the newest first, if absent." }),
});

export const ShopWindow = z
  .extend(page(Row), {
    total: z.int().register(z.globalRegistry, { description: "Vehicles that match, on all pages together." }),
    facets: Facets,
    as_of: Instant.check(z.meta({ description: "What was written before this is in the list." })),
  })
  .register(z.globalRegistry, { title: "ShopWindow" });

/**
 * The vehicles of a dealer that can be bought, filtered, searched and sorted, with facets: one call to the table in a
 * function that has the window in memory, whatever its size. A car that was held or sold has left it as soon as the
 * event has arrived; the vehicle's own page and an order read the table itself.
 */
export async function browse({ query }: Ask<{ query: typeof WindowFilter }>) {
  const { limit = 20, cursor, sort = "-created_at", ...asked } = query;
  const after = cursor === undefined ? undefined : await placeIn(cursor);
  const { snapshot, as_of } = await windowNow();
  const { cards: data, facets, total, next } = find(snapshot, { filters: asked, sort, limit, after });
  const next_cursor = next && (await sealCursor(next.map(String)));
  return { data, total, facets, as_of, ...(next_cursor === undefined ? {} : { next_cursor }) };
}

async function placeIn(cursor: string): Promise<Place> {
  const [value = "0", vehicle = ""] = await openCursor(cursor);
  return [Number(value), vehicle];
}
