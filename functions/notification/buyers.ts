import { contactOf } from "#functions/identity/index";
import {
  type OrderCancelled,
  type OrderExpired,
  type OrderPaid,
  type OrderPlaced,
  type OrderReady,
  type OrderRefunded,
} from "#functions/orders/events";
import * as Orders from "#functions/orders/index";
import type { HappenedOf } from "#shared/events";
import { settings } from "#shared/settings";
import type { Piece } from "#shared/transact";
import type { Template } from "./letter.ts";
import { tell } from "./telling.ts";
import { orderCancelled } from "./templates/order-cancelled.ts";
import { orderExpired } from "./templates/order-expired.ts";
import { orderPaid } from "./templates/order-paid.ts";
import { orderPlaced } from "./templates/order-placed.ts";
import { orderReady } from "./templates/order-ready.ts";
import { orderRefunded } from "./templates/order-refunded.ts";

/** The mails of an order's life, each to its buyer: what the order was, with what the event adds. */
export const placed = (happened: HappenedOf<typeof OrderPlaced>) => tellBuyer(happened, orderPlaced);
export const paid = (happened: HappenedOf<typeof OrderPaid>) => tellBuyer(happened, orderPaid);
export const ready = (happened: HappenedOf<typeof OrderReady>) => tellBuyer(happened, orderReady);
export const cancelled = (happened: HappenedOf<typeof OrderCancelled>) => tellBuyer(happened, orderCancelled);
export const expired = (happened: HappenedOf<typeof OrderExpired>) => tellBuyer(happened, orderExpired);
export const refunded = (happened: HappenedOf<typeof OrderRefunded>) => tellBuyer(happened, orderRefunded);

type Told = { readonly order: string; readonly buyer: string };

async function tellBuyer<Data extends Told>(
  { id, data }: { readonly id: string; readonly data: Data },
  template: Template<Orders.Order & Data>,
): Promise<Piece[]> {
  const order = await Orders.find(data.order);
  // The event is in the order's own transaction: it is there, if not yet for every reader.
  if (!order) throw new Error(`The order ${data.order} cannot be read yet.`);
  const buyer = await contactOf(data.buyer, "customers");
  const { locale } = await settings();
  return tell({
    event: id,
    template,
    facts: { ...order, ...data },
    to: { locale, ...buyer, id: data.buyer, role: "buyer" },
    about: { order: data.order },
    path: `orders/${data.order}`,
  });
}
