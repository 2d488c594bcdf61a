import type { Order } from "#functions/orders/index";
import type { Template } from "../letter.ts";

export const orderPaid: Template<Order & { paid_at: string }> = {
  purpose: "order_paid",
  edition: 1,
  write: (order, { w, ...say }) => ({
    subject: w.orderPaid.subject(say.vehicle(order)),
    news: w.orderPaid.news(say.dealer),
    facts: [
      [w.labels.car, say.vehicle(order)],
      [w.labels.vin, order.vin],
      [w.labels.paid, say.money(order.price)],
      [w.labels.paidAt, say.when(order.paid_at)],
      [w.labels.order, order.order],
    ],
    next: [w.orderPaid.next(say.dealer)],
    link: w.seeOrder,
  }),
};
