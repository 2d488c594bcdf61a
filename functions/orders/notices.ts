import * as z from "zod/mini";
import * as Inventory from "#functions/inventory/index";
import { announce } from "#shared/events";
import { Refusal } from "#shared/errors";
import type { Ask } from "#shared/http";
import { scope } from "#shared/scope";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import { write } from "#shared/write";
import { decide } from "#shared/deciding";
import { Inbox, Orders, Payments } from "./entities.ts";
import { OrderExpired, OrderPaid, RefundDue } from "./events.ts";
import { about, type Order, type Payment, PaymentId, PaymentState } from "./order.ts";
import type { Notice } from "./provider.ts";
import { providerNamed } from "./providers.ts";
import { after, moves } from "./states.ts";

export const Receipt = z
  .object({ notice: z.string(), payment: PaymentId, payment_state: PaymentState })
  .register(z.globalRegistry, {
    title: "NoticeReceipt",
    description: "The notice was heard; where its payment stands now.",
  });
type Receipt = z.output<typeof Receipt>;

type Heard = { readonly id: string; readonly provider: string; readonly notice: Notice };

/**
 * Hears what a provider says of a payment. Nothing is parsed before the signature over the raw body fits. A notice and
 * its effect are one transaction, so the same notice, however often and whenever it comes, has one effect.
 *
 * @throws Refusal 401 `signature_invalid`, 404 for an unknown payment, 422 `amount_mismatch` or `dealer_mismatch`.
 */
export async function receive({ params, raw }: Ask<{ params: "provider" }>): Promise<Receipt> {
  const provider = providerNamed(params.provider);
  const id = await provider.verify(raw);
  const notice = provider.read(raw);
  if (notice.dealer !== scope().dealer)
    throw new Refusal(422, "dealer_mismatch", "This notice is about another dealer's payment.");
  const heard = { id, provider: provider.name, notice };
  return decide(async () => {
    const payment = await paymentOf(heard);
    await assertAmount(payment, notice);
    if (!isNews(payment, notice)) return receipt(heard, payment.state);
    return notice.outcome === "captured" ? captured(heard, payment) : failed(heard, payment);
  });
}

async function paymentOf({ notice, provider }: Heard): Promise<Payment> {
  const payment = await Payments.get({ payment: notice.payment }, { consistent: true });
  if (payment.provider !== provider) throw new Refusal(404, "not_found", "There is no such payment.");
  return payment;
}

/** A difference between what was asked and what was taken is for a person to look at: it is noted, and nothing is paid. */
async function assertAmount(payment: Payment, { amount }: Notice): Promise<void> {
  const same = amount.amount === payment.amount.amount && amount.currency === payment.amount.currency;
  if (same) return;
  const mismatch = `${amount.amount} ${amount.currency}`;
  if (payment.mismatch !== mismatch)
    await write(
      [
        Payments.change(payment, { mismatch }),
        Orders.touch(
          { order: payment.order },
          { set: { attention: "amount_mismatch" }, when: { order: payment.order } },
        ),
      ],
      undefined,
    );
  throw new Refusal(422, "amount_mismatch", "This is not the amount of the payment.");
}

/** A payment is captured once, and what was captured does not fail afterwards. One that failed may still be captured. */
function isNews({ state }: Payment, { outcome }: Notice): boolean {
  return state === "open" || (state === "failed" && outcome === "captured");
}

async function captured(heard: Heard, payment: Payment): Promise<Receipt> {
  const order = await Orders.get({ order: payment.order }, { consistent: true });
  if (order.state === "placed" && (await Inventory.isHeldBy(order.vin, order.order)))
    return settled(heard, payment, "captured", paid(order, payment));
  return settled(heard, payment, "refund_due", tooLate(order, payment));
}

function paid(order: Order, payment: Payment): Piece[] {
  const at = instant();
  return [
    Orders.change(order, {
      ...counting(payment),
      state: after(order.state, "capture"),
      payment_state: "captured",
      paid_at: at,
      sold_at: at,
    }),
    ...Inventory.sell(order.vin, order.order),
    announce(OrderPaid, { ...about(order), price: order.price, paid_at: at }, order.order),
  ];
}

/** Money for an order that cannot have its car any more, or that another payment has paid, goes back. */
function tooLate(order: Order, payment: Payment): Piece[] {
  const due = { order: order.order, payment: payment.payment, amount: payment.amount, was_paid: false };
  const refund = announce(RefundDue, due, order.order);
  const state = moves[order.state].capture_late;
  if (!state) return [refund];
  const lost = order.state === "placed";
  return [
    Orders.change(order, {
      ...counting(payment),
      state,
      payment_state: "refund_due",
      ...(lost ? { expired_at: instant() } : {}),
    }),
    ...(lost ? [announce(OrderExpired, about(order), order.order)] : []),
    refund,
  ];
}

async function failed(heard: Heard, payment: Payment): Promise<Receipt> {
  const order = await Orders.get({ order: payment.order }, { consistent: true });
  const current = order.payment === payment.payment && order.payment_state === "open";
  return settled(
    heard,
    payment,
    "failed",
    current ? [Orders.change(order, { payment_state: "failed" })] : [],
  );
}

async function settled(
  heard: Heard,
  payment: Payment,
  state: PaymentState,
  effect: Piece[],
): Promise<Receipt> {
  const { id, provider, notice } = heard;
  const at = instant();
  const times = notice.outcome === "captured" ? { captured_at: at } : { failed_at: at };
  return write(
    [
      Inbox.create({ id, provider, payment: payment.payment, outcome: notice.outcome, at }),
      Payments.change(payment, { state, ...times }),
      ...effect,
    ],
    receipt(heard, state),
  );
}

function counting({ payment, provider }: Payment) {
  return { payment, payment_provider: provider };
}

function receipt({ id, notice }: Heard, payment_state: PaymentState): Receipt {
  return { notice: id, payment: notice.payment, payment_state };
}
