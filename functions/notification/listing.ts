import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { type Ask, paging } from "#shared/http";
import { Purpose } from "./delivery.ts";
import { Delivery } from "./entities.ts";

const Id = z.string().check(z.minLength(1), z.maxLength(64));

export const Filter = z.strictObject({
  ...paging,
  purpose: z.optional(Purpose),
  order: z.optional(Id),
  lead: z.optional(Id),
});

/**
 * The delivery log, the newest first: all of it, or of one purpose, order or lead. One Query.
 *
 * @throws Refusal 400 `filters_exclusive` for more than one of the three.
 */
export async function list({ query }: Ask<{ query: typeof Filter }>) {
  const { limit = 20, cursor, purpose, order, lead } = query;
  if ([purpose, order, lead].filter(Boolean).length > 1)
    throw new Refusal(400, "filters_exclusive", "Filter by purpose, by order or by lead.");
  const page = { limit, cursor, reverse: true };
  if (purpose) return Delivery.by.ofPurpose({ purpose }, page);
  if (order) return Delivery.by.ofOrder({ order }, page);
  if (lead) return Delivery.by.ofLead({ lead }, page);
  return Delivery.by.newest({}, page);
}
