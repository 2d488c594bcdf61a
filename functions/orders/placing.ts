import * as z from "zod/mini";
import * as Catalog from "#functions/catalog/index";
import * as Inventory from "#functions/inventory/index";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { id, newId } from "#shared/ids";
import { instant, now } from "#shared/time";
import { at } from "#shared/timers";
import { write } from "#shared/write";
import { ExpireHold } from "./commands.ts";
import { Orders } from "./entities.ts";
import { OrderPlaced } from "./events.ts";
import { about, type Order } from "./order.ts";

/** Long enough to fetch a card and pass the bank's check, short enough that an idle buyer keeps nobody waiting. */
const holdMilliseconds = 30 * 60_000;

export const NewOrder = z
  .strictObject({
    vehicle: id("veh"),
    note: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
  })
  .register(z.globalRegistry, {
    title: "NewOrder",
    description: "The car that is wanted. Its price is the catalogue's; a price that is sent is refused.",
  });

/**
 * Orders a car: one read for what is offered, and one transaction that holds the car, writes the order, announces it
 * and sets the clock. It holds only if the offer is still the one that was read.
 *
 * @throws Refusal 409 `vehicle_taken` when somebody else was first.
 */
export async function place({ body, caller }: Ask<{ body: typeof NewOrder }>): Promise<Order> {
  const vehicle = await Catalog.offered(body.vehicle);
  const order = newOrder(caller.id, vehicle, body.note);
  const { price, hold_until } = order;
  return write(
    [
      await Catalog.unchanged(vehicle),
      ...Inventory.hold(order.vin, order.order, hold_until),
      Orders.create(order),
      announce(OrderPlaced, { ...about(order), price, hold_until }, order.order),
      at(Date.parse(hold_until), ExpireHold, { order: order.order }),
    ],
    order,
  ).catch((error: unknown) => lost(order, error));
}

/** In a crowd most lose every turn: whether the car is gone is then asked, so that nobody tries again in vain. */
async function lost({ vin, order }: Order, error: unknown): Promise<never> {
  const isCrowd = error instanceof Refusal && error.code === "busy";
  throw (isCrowd && (await Inventory.refusalOf(vin, order))) || error;
}

function newOrder(buyer: string, offer: Catalog.Vehicle, note: string | undefined): Order {
  const { vehicle, vin, brand, model, year, colour, store, price } = offer;
  return {
    order: newId("ord"),
    buyer,
    vehicle,
    vin,
    brand,
    model,
    year,
    colour,
    store,
    price,
    note,
    state: "placed",
    hold_until: instant(now() + holdMilliseconds),
    placed_at: instant(),
    version: 1,
  };
}
