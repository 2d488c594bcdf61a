import * as z from "zod/mini";
import { Refusal } from "#shared/errors";

export const OrderState = z.enum([
  "placed",
  "paid",
  "ready",
  "handed_over",
  "cancelled",
  "expired",
  "refund_due",
  "refunded",
]);
export type OrderState = z.output<typeof OrderState>;

/** What can be done to an order, or happen to it. */
export const verbs = [
  /** Buyer or dealer changes the note or the place of collection. */
  "change",
  /** The buyer begins to pay. */
  "pay",
  /** Money was captured, and the car is still held for the order. */
  "capture",
  /** Money was captured, but the order can no longer have the car. */
  "capture_late",
  "cancel",
  /** The hold has ended without payment. */
  "expire",
  "make_ready",
  "hand_over",
  /** The dealer sends the money back. */
  "refund",
  /** The provider has sent the money back. */
  "settle_refund",
] as const;
export type Verb = (typeof verbs)[number];

/** The life of an order: what is not in this table does not happen. */
export const moves: Readonly<Record<OrderState, Partial<Record<Verb, OrderState>>>> = {
  placed: {
    change: "placed",
    pay: "placed",
    capture: "paid",
    capture_late: "refund_due",
    cancel: "cancelled",
    expire: "expired",
  },
  paid: { change: "paid", make_ready: "ready", cancel: "refund_due", refund: "refund_due" },
  ready: { hand_over: "handed_over", cancel: "refund_due", refund: "refund_due" },
  handed_over: {},
  cancelled: { capture_late: "refund_due" },
  expired: { capture_late: "refund_due" },
  refund_due: { settle_refund: "refunded" },
  refunded: {},
};

/**
 * The state after a verb.
 *
 * @example after("paid", "make_ready") // "ready"
 * @throws Refusal 409 `order_is_<state>`, as `order_is_cancelled`.
 */
export function after(state: OrderState, verb: Verb): OrderState {
  const next = moves[state][verb];
  if (next) return next;
  const words = { state: state.replace("_", " "), verb: verb.replace("_", " ") };
  throw new Refusal(
    409,
    `order_is_${state}`,
    `This order is ${words.state}: "${words.verb}" is not possible.`,
  );
}
