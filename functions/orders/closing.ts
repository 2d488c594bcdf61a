import * as z from "zod/mini";
import * as Inventory from "#functions/inventory/index";
import { announce, type HappenedOf } from "#shared/events";
import type { Ask } from "#shared/http";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import { write } from "#shared/write";
import type { ExpireHold } from "./commands.ts";
import { decide } from "#shared/deciding";
import { Orders, Payments } from "./entities.ts";
import { OrderCancelled, OrderExpired, RefundDue } from "./events.ts";
import { about, type Order } from "./order.ts";
import { after, type Verb } from "./states.ts";

/** The buyer's own change of mind. */
export async function cancelOwn({ record }: { record: Order }): Promise<Order> {
  return close(record.order, "cancel", { cancelled_by: "buyer" });
}

export async function cancel({ params }: Ask<{ params: "order" }>): Promise<Order> {
  return close(params.order, "cancel", { cancelled_by: "dealer" });
}

export const Refunding = z
  .strictObject({ reason: z.string().check(z.minLength(1), z.maxLength(200)) })
  .register(z.globalRegistry, { title: "Refunding", description: "Why the money goes back." });

/** Undoes a paid order: the car is for sale again, the money goes back. */
export async function refund({
  params,
  body,
}: Ask<{ params: "order"; body: typeof Refunding }>): Promise<Order> {
  return close(params.order, "refund", { cancelled_by: "dealer", refund_reason: body.reason });
}

type Closing = Required<Pick<Order, "cancelled_by">> & Pick<Order, "refund_reason">;

async function close(id: string, verb: Verb, closing: Closing): Promise<Order> {
  return decide(async () => {
    const order = await Orders.get({ order: id }, { consistent: true });
    const state = after(order.state, verb);
    const changes: Partial<Order> = { ...closing, state, cancelled_at: instant() };
    if (state === "refund_due") changes.payment_state = "refund_due";
    const was_paid = state === "refund_due";
    const told = { ...about(order), price: order.price, by: closing.cancelled_by, was_paid };
    return write(
      [
        Orders.change(order, changes),
        ...(was_paid ? await soldPieces(order) : await heldPieces(order)),
        announce(OrderCancelled, told, order.order),
      ],
      { ...order, ...changes, version: order.version + 1 },
    );
  });
}

/** Ends an order that was not paid while its hold lasted. Whoever took the lapsed hold over keeps it. */
export async function expire({ data }: HappenedOf<typeof ExpireHold>): Promise<Piece[]> {
  const order = await Orders.find({ order: data.order }, { consistent: true });
  if (order?.state !== "placed") return [];
  return [
    Orders.change(order, { state: after(order.state, "expire"), expired_at: instant() }),
    ...(await heldPieces(order)),
    announce(OrderExpired, about(order), order.order),
  ];
}

async function heldPieces({ vin, order }: Order): Promise<Piece[]> {
  return (await Inventory.isHeldBy(vin, order)) ? Inventory.release(vin, order) : [];
}

async function soldPieces(order: Order): Promise<Piece[]> {
  const payment = await Payments.get({ payment: order.payment }, { consistent: true });
  const due = { order: order.order, payment: payment.payment, amount: payment.amount, was_paid: true };
  return [
    Payments.change(payment, { state: "refund_due" }),
    ...Inventory.takeBack(order.vin, order.order),
    announce(RefundDue, due, order.order),
  ];
}
