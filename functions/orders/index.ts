import { Orders } from "./entities.ts";
import type { Order } from "./order.ts";

export { Order, OrderId } from "./order.ts";
export { OrderState } from "./states.ts";

/**
 * An order of the scope's dealer, for a reaction that needs more than its event tells.
 *
 * @example const order = await Orders.find(data.order);
 */
export async function find(order: string): Promise<Order | undefined> {
  return Orders.find({ order });
}
