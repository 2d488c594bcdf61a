import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

type Cancelled = Order & { by: "buyer" | "dealer"; was_paid: boolean };

export const orderCancelled: Template<Cancelled> = {
  purpose: "order_cancelled",
  edition: 1,
  write: (order, { w, ...say }) => ({
    subject: w.orderCancelled.subject(say.vehicle(order)),
    news: order.by === "buyer" ? w.orderCancelled.byBuyer(say.dealer) : w.orderCancelled.byDealer(say.dealer),
    facts: [
      [w.labels.car, say.vehicle(order)],
      [w.labels.price, say.money(order.price)],
      [w.labels.order, order.order],
    ],
    next: [order.was_paid ? w.orderCancelled.refunded(say.money(order.price)) : w.orderCancelled.notCharged],
    link: w.seeOrder,
  }),
};
