import * as z from "zod/mini";
import { missing } from "#shared/errors";
import { type Ask, paging } from "#shared/http";
import { Orders } from "./entities.ts";
import type { Order } from "./order.ts";
import { OrderState } from "./states.ts";

export const Paging = z.strictObject(paging);
export const Filter = z.strictObject({ ...paging, state: z.optional(OrderState) });

/** The caller's own orders, the newest first. */
export async function listOwn({ query, caller }: Ask<{ query: typeof Paging }>) {
  const { limit = 20, cursor } = query;
  return Orders.by.ofBuyer({ buyer: caller.id }, { limit, cursor, reverse: true });
}

/** The dealer's orders, in one state or all of them, the newest first. */
export async function list({ query }: Ask<{ query: typeof Filter }>) {
  const { state, limit = 20, cursor } = query;
  const page = { limit, cursor, reverse: true };
  return state ? Orders.by.inState({ state }, page) : Orders.by.all({}, page);
}

/** The order that a path names. */
export async function load({ params }: Ask<{ params: "order" }>): Promise<Order> {
  return Orders.get({ order: params.order });
}

/** The order that a buyer's path names; somebody else's is missing in the same words as one that does not exist. */
export async function loadOwn(ask: Ask<{ params: "order" }>): Promise<Order> {
  const order = await load(ask);
  if (order.buyer !== ask.caller.id) throw missing("Order");
  return order;
}

/** The order as it was loaded for its owner. */
export async function show({ record }: { record: Order }): Promise<Order> {
  return record;
}
