import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { newId } from "#shared/ids";
import { Money } from "#shared/money";
import { instant } from "#shared/time";
import { write } from "#shared/write";
import { decide } from "#shared/deciding";
import { Orders, Payments } from "./entities.ts";
import { type Order, type Payment, PaymentId } from "./order.ts";
import type { Provider } from "./provider.ts";
import { providerNamed, usualProvider } from "./providers.ts";
import { after } from "./states.ts";

export const Checkout = z
  .object({
    payment: PaymentId,
    order: z.string(),
    provider: z.string(),
    amount: Money,
    /** Where the buyer goes on; relative to the API's own address where it begins with a slash. */
    pay_url: z.string(),
  })
  .register(z.globalRegistry, { title: "Checkout", description: "An open payment and where to make it." });
export type Checkout = z.output<typeof Checkout>;

/**
 * Begins to pay. An order has one open payment at most: who asks again is sent to the same one, so that two tabs are
 * not two payments.
 *
 * @throws Refusal 409 `hold_ended`, or `order_is_<state>` when there is nothing to pay.
 */
export async function pay({ record }: { record: Order }): Promise<Checkout> {
  return decide(async () => {
    const order = await Orders.get({ order: record.order }, { consistent: true });
    after(order.state, "pay");
    const open = openPayment(order);
    if (open) return write([], checkout(order, open, providerNamed(order.payment_provider ?? "")));
    if (order.hold_until <= instant())
      throw new Refusal(409, "hold_ended", "The car is no longer held for this order. Please order again.");
    const provider = usualProvider();
    const payment = newPayment(order, provider);
    const paying = {
      payment: payment.payment,
      payment_provider: provider.name,
      payment_state: "open",
    } as const;
    return write(
      [Orders.change(order, paying), Payments.create(payment)],
      checkout(order, payment.payment, provider),
    );
  });
}

function openPayment({ payment, payment_state }: Order): string | undefined {
  return payment_state === "open" ? payment : undefined;
}

function newPayment({ order, price }: Order, provider: Provider): Payment {
  return {
    payment: newId("pay"),
    order,
    provider: provider.name,
    amount: price,
    state: "open",
    created_at: instant(),
    version: 1,
  };
}

function checkout({ order, price }: Order, payment: string, provider: Provider): Checkout {
  return {
    payment,
    order,
    provider: provider.name,
    amount: price,
    pay_url: provider.payUrl(payment),
  };
}
