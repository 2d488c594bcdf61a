import { Refusal } from "#shared/errors";
import { otherwise, type Piece } from "#shared/transact";
import type { Vehicle } from "./vehicle.ts";

export type { Vehicle } from "./vehicle.ts";
export { isVin, readVin } from "./vin.ts";
export { Body, Fuel, VehicleId } from "./vocabulary.ts";

/**
 * A vehicle that may be ordered, with its price: one read. Whether somebody holds it is inventory's to say. Who writes
 * down what was read and has nothing like `unchanged` beside it, as a reaction, reads what is there now.
 *
 * @example const car = await offered(body.vehicle);
 * @throws Refusal 404 when there is no such vehicle, 409 `vehicle_not_on_sale` when it is not on sale.
 */
export async function offered(vehicle: string, options?: { consistent?: boolean }): Promise<Vehicle> {
  const found = await (await stored()).get({ vehicle }, options);
  if (found.status !== "on_sale") throw notOnSale();
  return found;
}

/**
 * The write piece that lets a transaction hold only if the offer is still as it was read: on sale, at the same
 * price. Other edits and the vehicle's availability do not disturb it.
 *
 * @example await write([await unchanged(car), ...hold(car.vin, order, until), Order.create(order)], order);
 */
export async function unchanged({ vehicle, price }: Pick<Vehicle, "vehicle" | "price">): Promise<Piece> {
  return otherwise((await stored()).require({ vehicle }, { status: "on_sale", price }), (now) =>
    now?.["status"] === "on_sale" ? priceChanged() : notOnSale(),
  );
}

/** Most who come to this door want an identifier; what a vehicle is, only those who order one need. */
async function stored() {
  return (await import("./entities.ts")).Vehicle;
}

function notOnSale(): Refusal {
  return new Refusal(409, "vehicle_not_on_sale", "This vehicle is not on sale.");
}

function priceChanged(): Refusal {
  return new Refusal(
    409,
    "vehicle_price_changed",
    "The price of this vehicle has just changed. Look at it again before you order.",
  );
}
