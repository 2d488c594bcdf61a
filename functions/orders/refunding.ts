import { once } from "#shared/effects";
import { announce, type HappenedOf } from "#shared/events";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import { Orders, Payments } from "./entities.ts";
import { OrderRefunded, type RefundDue } from "./events.ts";
import { about, type Order, type Payment } from "./order.ts";
import { providerNamed } from "./providers.ts";
import { after } from "./states.ts";

/**
 * Sends captured money back, once: the provider gets the same key at every try, and is asked first when an earlier try
 * broke off between its answer and our record.
 */
export async function carryOut({ data }: HappenedOf<typeof RefundDue>): Promise<void> {
  const payment = await Payments.get({ payment: data.payment }, { consistent: true });
  const order = await Orders.get({ order: data.order }, { consistent: true });
  const provider = providerNamed(payment.provider);
  await once({
    key: `refund.${payment.payment}`,
    call: (key) => provider.refund(key, payment.payment, payment.amount),
    inDoubt: (key) => provider.refundOf(key),
    settle: (reference) => [
      ...closed(order, payment, reference),
      announce(
        OrderRefunded,
        { ...about(order), payment: payment.payment, amount: payment.amount, was_paid: data.was_paid },
        order.order,
      ),
    ],
  });
}

function closed(order: Order, { payment }: Payment, refund_reference: string): Piece[] {
  const refunded_at = instant();
  const settled = Payments.touch(
    { payment },
    { set: { state: "refunded", refunded_at, refund_reference }, when: { state: "refund_due" } },
  );
  // The refund of a surplus payment leaves the order as it is: another payment has paid it.
  if (order.payment !== payment) return [settled];
  const state = after(order.state, "settle_refund");
  return [
    settled,
    Orders.touch(
      { order: order.order },
      { set: { state, payment_state: "refunded", refunded_at }, when: { state: order.state } },
    ),
  ];
}
