import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderPlaced: Template<Order> = {
  purpose: "order_placed",
  edition: 1,
  write: (order, { w, ...say }) => ({
    subject: w.orderPlaced.subject(say.vehicle(order)),
    news: w.orderPlaced.news(say.dealer),
    facts: [
      [w.labels.car, say.vehicle(order)],
      [w.labels.vin, order.vin],
      [w.labels.price, say.money(order.price)],
      [w.labels.order, order.order],
      [w.labels.heldUntil, say.when(order.hold_until)],
    ],
    next: [w.orderPlaced.next(say.when(order.hold_until))],
    link: w.orderPlaced.link,
  }),
};
