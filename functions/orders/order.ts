import * as z from "zod/mini";
import { id } from "#shared/ids";
import { Money } from "#shared/money";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { OrderState } from "./states.ts";

export const OrderId = id("ord");
export const PaymentId = id("pay");

export const PaymentState = z.enum(["open", "failed", "captured", "refund_due", "refunded"]);
export type PaymentState = z.output<typeof PaymentState>;

/** One car ordered by one buyer. What the car was when it was ordered is kept, whatever the catalogue says later. */
export const Order = z
  .object({
    order: OrderId,
    /** The buyer's account. */
    buyer: z.string(),
    vehicle: id("veh"),
    vin: z.string(),
    brand: z.string(),
    model: z.string(),
    year: z.int(),
    colour: z.string(),
    store: z.optional(id("sto")),
    /** From the vehicle's record alone, at the moment of ordering. */
    price: Money,
    note: z.optional(personal(z.string().check(z.maxLength(1000)))),
    state: OrderState,
    /** Until when the car is held for the buyer to pay. */
    hold_until: Instant,
    /** The payment that counts: the open one, or the one that paid. */
    payment: z.optional(PaymentId),
    payment_state: z.optional(PaymentState),
    payment_provider: z.optional(z.string()),
    /** Why the dealer sent the money back. */
    refund_reason: z.optional(personal(z.string().check(z.maxLength(200)))),
    /** Something that a person has to look at. */
    attention: z.optional(z.enum(["amount_mismatch"])),
    placed_at: Instant,
    paid_at: z.optional(Instant),
    /** The day of the sale record: car, price and buyer are the order's own. */
    sold_at: z.optional(Instant),
    ready_at: z.optional(Instant),
    handed_over_at: z.optional(Instant),
    cancelled_at: z.optional(Instant),
    cancelled_by: z.optional(z.enum(["buyer", "dealer"])),
    expired_at: z.optional(Instant),
    refunded_at: z.optional(Instant),
    version: z.int(),
  })
  .register(z.globalRegistry, { title: "Order", description: "One car ordered by one buyer." });
export type Order = z.output<typeof Order>;

/** One attempt to pay. An order may have several; at most one of them is open, and at most one is kept. */
export const Payment = z
  .object({
    payment: PaymentId,
    order: OrderId,
    provider: z.string(),
    amount: Money,
    state: PaymentState,
    created_at: Instant,
    captured_at: z.optional(Instant),
    failed_at: z.optional(Instant),
    refunded_at: z.optional(Instant),
    /** The provider's own name of the refund. */
    refund_reference: z.optional(z.string()),
    /** What the provider said it captured, where that was not the amount. */
    mismatch: z.optional(z.string()),
    version: z.int(),
  })
  .register(z.globalRegistry, { title: "Payment", description: "One attempt to pay an order." });
export type Payment = z.output<typeof Payment>;

/** The part of an order that every event about it tells. */
export function about({ order, buyer, vehicle, vin }: Order) {
  return { order, buyer, vehicle, vin };
}
