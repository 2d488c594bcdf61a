import * as z from "zod/mini";
import { defineEvent } from "#shared/events";
import { id } from "#shared/ids";
import { Money } from "#shared/money";
import { once } from "#shared/once";
import { Instant } from "#shared/time";

/** The car and the account that an order is about: whoever reacts needs to read nothing more. */
const about = once(() => ({ order: id("ord"), buyer: z.string(), vehicle: id("veh"), vin: z.string() }));

export const OrderPlaced = defineEvent(
  "OrderPlaced",
  1,
  "A buyer ordered a car; it is held for them until the hold ends.",
  () => z.object({ ...about(), price: Money, hold_until: Instant }),
);

export const OrderPaid = defineEvent(
  "OrderPaid",
  1,
  "The price of an order was captured in time: the car is sold.",
  () => z.object({ ...about(), price: Money, paid_at: Instant }),
);

export const OrderCancelled = defineEvent(
  "OrderCancelled",
  1,
  "An order was cancelled and its car is free again; where it was paid, the money goes back.",
  () => z.object({ ...about(), price: Money, by: z.enum(["buyer", "dealer"]), was_paid: z.boolean() }),
);

export const OrderChanged = defineEvent(
  "OrderChanged",
  1,
  "A note or the place of collection was changed.",
  () => z.object({ ...about(), fields: z.array(z.string()) }),
);

export const OrderExpired = defineEvent(
  "OrderExpired",
  1,
  "An order was not paid while its hold lasted.",
  () => z.object({ ...about() }),
);

export const OrderReady = defineEvent("OrderReady", 1, "A paid car stands ready to be collected.", () =>
  z.object({ ...about() }),
);

export const OrderHandedOver = defineEvent("OrderHandedOver", 1, "The buyer has collected the car.", () =>
  z.object({ ...about(), price: Money, handed_over_at: Instant }),
);

/** `was_paid` is false for money that came too late to pay the order: no OrderPaid was told of it. */
export const OrderRefunded = defineEvent(
  "OrderRefunded",
  1,
  "The payment provider has sent the money back.",
  () => z.object({ ...about(), payment: id("pay"), amount: Money, was_paid: z.boolean() }),
);

/** Told by orders to itself: the refund is carried out by a reaction, once. */
export const RefundDue = defineEvent("RefundDue", 1, "Captured money has to go back to the buyer.", () =>
  z.object({ order: id("ord"), payment: id("pay"), amount: Money, was_paid: z.boolean() }),
);
