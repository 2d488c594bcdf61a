import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { type Ask, paging } from "#shared/http";
import { Movements } from "./entities.ts";
import { Sku } from "./item.ts";
import { Vin } from "./unit.ts";

export const Filter = z.strictObject({ ...paging, vin: z.optional(Vin), sku: z.optional(Sku) });

/** The history of one car or one SKU, the newest first. */
export async function list({ query }: Ask<{ query: typeof Filter }>) {
  const { vin, sku, limit = 20, cursor } = query;
  const page = { limit, cursor, reverse: true };
  if (vin && !sku) return Movements.list({ kind: "unit", of: vin }, page);
  if (sku && !vin) return Movements.list({ kind: "item", of: sku }, page);
  throw new Refusal(400, "filter_missing", "Say whose movements: one `vin` or one `sku`.");
}
