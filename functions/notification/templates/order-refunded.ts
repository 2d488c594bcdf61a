import type { Order } from "#functions/orders/index";
import type { Money } from "#shared/money";
import type { Template } from "../letter.ts";

type Refunded = Order & { amount: Money; was_paid: boolean };

export const orderRefunded: Template<Refunded> = {
  purpose: "order_refunded",
  edition: 1,
  write: (order, { w, ...say }) => ({
    subject: w.orderRefunded.subject(say.money(order.amount)),
    news: order.was_paid ? w.orderRefunded.cancelled(say.dealer) : w.orderRefunded.tooLate(say.dealer),
    facts: [
      [w.labels.refund, say.money(order.amount)],
      [w.labels.car, say.vehicle(order)],
      [w.labels.order, order.order],
    ],
    next: [w.orderRefunded.next],
    link: w.seeOrder,
  }),
};
