import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderReady: Template<Order> = {
  purpose: "order_ready",
  edition: 1,
  write: (order, { w, ...say }) => ({
    subject: w.orderReady.subject(say.vehicle(order)),
    news: w.orderReady.news(say.dealer),
    facts: [
      [w.labels.car, say.vehicle(order)],
      [w.labels.vin, order.vin],
      [w.labels.order, order.order],
    ],
    next: [w.orderReady.next],
    link: w.seeOrder,
  }),
};
