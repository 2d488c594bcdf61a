import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderExpired: Template<Order> = {
  purpose: "order_expired",
  edition: 1,
  write: (order, { w, ...say }) => ({
    subject: w.orderExpired.subject(say.vehicle(order)),
    news: w.orderExpired.news(say.dealer),
    facts: [
      [w.labels.car, say.vehicle(order)],
      [w.labels.price, say.money(order.price)],
      [w.labels.heldUntil, say.when(order.hold_until)],
      [w.labels.order, order.order],
    ],
    next: [w.orderExpired.next],
    link: w.seeOrder,
  }),
};
