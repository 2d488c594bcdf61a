import { Refusal } from "#shared/errors";
import { otherwise, type Piece } from "#shared/transact";
import { Vehicle as Stored } from "./entities.ts";
import type { Vehicle } from "./vehicle.ts";

export { Body, Fuel, Vehicle, VehicleId } from "./vehicle.ts";
export { isVin, normaliseVin, readVin } from "./vin.ts";
export { Vin } from "./vin-schema.ts";

/**
 * A vehicle that may be ordered, with its price: one read. Whether somebody holds it is inventory's to say.
 *
 * @example const car = await offered(body.vehicle);
 * @throws Refusal 404 when there is no such vehicle, 409 `vehicle_not_on_sale` when it is not on sale.
 */
export async function offered(vehicle: string): Promise<Vehicle> {
  const found = await Stored.get({ vehicle });
  if (found.status !== "on_sale") throw notOnSale();
  return found;
}

/**
 * The write piece that lets a transaction hold only if the offer is still as it was read: on sale, at the same
 * price. Other edits and the vehicle's availability do not disturb it.
 *
 * @example await write([unchanged(car), ...hold(car.vin, order, until), Order.create(order)], order);
 */
export function unchanged({ vehicle, price }: Pick<Vehicle, "vehicle" | "price">): Piece {
  return otherwise(Stored.require({ vehicle }, { status: "on_sale", price }), (now) =>
    now?.["status"] === "on_sale" ? priceChanged() : notOnSale(),
  );
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
