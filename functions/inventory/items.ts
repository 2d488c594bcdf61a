import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { type Ask, paging } from "#shared/http";
import { id } from "#shared/ids";
import { instant } from "#shared/time";
import { otherwise } from "#shared/transact";
import { write } from "#shared/write";
import { Items } from "./entities.ts";
import { type Item, Pieces, Sku } from "./item.ts";
import { moved } from "./recording.ts";
import { assertStore } from "./stores.ts";

export const NewItem = z
  .strictObject({
    sku: Sku,
    store: id("sto"),
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    on_hand: z._default(Pieces, 0),
    threshold: z._default(Pieces, 0),
  })
  .register(z.globalRegistry, {
    title: "NewStockItem",
    description: "Counted stock that a store begins to keep.",
  });

/** Begins to count a SKU at a store. What is low from the start is listed as low, but nothing crossed: no alert. */
export async function add({ body }: Ask<{ body: typeof NewItem }>): Promise<Item> {
  const { sku, store, on_hand } = body;
  await assertStore(store);
  const item = assessed({
    ...body,
    reserved: 0,
    available: on_hand,
    updated_at: instant(),
    version: 1,
  });
  const exists = new Refusal(409, "item_exists", "This store counts this SKU already.");
  const change = { from: "nowhere", to: "on_hand", quantity: on_hand, reason: "first count", store };
  return write([otherwise(Items.create(item), exists), moved({ kind: "item", of: sku, ...change })], item);
}

export const Filter = z.strictObject({
  ...paging,
  sku: z.optional(Sku),
  store: z.optional(id("sto")),
  low: z
    .optional(z.literal("true"))
    .register(z.globalRegistry, { description: "Only what is below its threshold." }),
});

/** Counted stock of one SKU, of one store, of all that runs low, or all of it. */
export async function list({ query }: Ask<{ query: typeof Filter }>) {
  const { sku, store, low, limit = 20, cursor } = query;
  if ([sku, store, low].filter(Boolean).length > 1)
    throw new Refusal(400, "filters_exclusive", "Filter by one of sku, store and low.");
  if (sku) return Items.list({ sku }, { limit, cursor });
  if (store) return Items.by.inStore({ store }, { limit, cursor });
  if (low) return Items.by.runningLow({ low: true }, { limit, cursor });
  return Items.by.all({}, { limit, cursor });
}

export const Change = z
  .strictObject({
    store: id("sto"),
    name: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
    threshold: z.optional(Pieces),
  })
  .register(z.globalRegistry, { title: "StockItemChange" });

/** Renames a SKU at a store or moves its threshold. Figures change by adjusting, so that each has its movement. */
export async function change({ params, body, version }: Ask<{ params: "sku"; body: typeof Change }>) {
  const item = await Items.get({ sku: params.sku, store: body.store }, { consistent: true });
  const next = assessed({ ...item, ...body, updated_at: instant() });
  const { name, threshold, low, updated_at } = next;
  return write([Items.change(item, { name, threshold, low, updated_at }, { version })], {
    ...next,
    version: item.version + 1,
  });
}

/** The same stock with its mark of running low set or gone. */
export function assessed({ low: _was, ...item }: Item): Item {
  return item.available < item.threshold ? { ...item, low: true } : item;
}
