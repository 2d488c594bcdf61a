import { decide } from "#shared/deciding";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { write } from "#shared/write";
import { type StoredVehicle, Vehicle } from "./entities.ts";
import { VehiclePutOnSale, VehicleTakenOffSale } from "./events.ts";
import { recordOf, revise } from "./record.ts";
import type { VehicleRecord } from "./vehicle.ts";

type One = Ask<{ params: "vehicle" }>;

/**
 * Puts a vehicle on sale. One that is on sale already stays so, and nothing is written.
 *
 * @throws Refusal 409 `vehicle_sold`, 422 `vehicle_incomplete` with the fields a buyer would miss.
 */
export function putOnSale({ params: { vehicle } }: One): Promise<VehicleRecord> {
  // Stock and orders write the vehicle's availability at any time: that is no reason to refuse.
  return decide(() => putNow(vehicle));
}

async function putNow(vehicle: string): Promise<VehicleRecord> {
  const before = await Vehicle.get({ vehicle }, { consistent: true });
  if (before.status === "on_sale") return recordOf(before);
  if (before.availability === "sold") throw new Refusal(409, "vehicle_sold", "This vehicle has been sold.");
  assertComplete(before);
  const { after, pieces } = revise(before, { status: "on_sale" });
  const { vin, brand, model, body, fuel, year, price } = before;
  const told = announce(VehiclePutOnSale, { vehicle, vin, brand, model, body, fuel, year, price }, vehicle);
  return write([...pieces, told], recordOf(after));
}

/**
 * Takes a vehicle off sale. Orders that were placed before stay as they are.
 *
 * @throws Refusal 409 `vehicle_not_on_sale` for a draft.
 */
export function takeOffSale({ params: { vehicle } }: One): Promise<VehicleRecord> {
  return decide(() => takeOffNow(vehicle));
}

async function takeOffNow(vehicle: string): Promise<VehicleRecord> {
  const before = await Vehicle.get({ vehicle }, { consistent: true });
  if (before.status === "draft")
    throw new Refusal(409, "vehicle_not_on_sale", "This vehicle has never been on sale.");
  if (before.status === "off_sale") return recordOf(before);
  const { after, pieces } = revise(before, { status: "off_sale" });
  return write([...pieces, announce(VehicleTakenOffSale, { vehicle }, vehicle)], recordOf(after));
}

/** What buyers ask for first, price and configuration, must be there before they see a vehicle. */
function assertComplete({ price, configuration }: StoredVehicle): void {
  const missing = [
    ...(price.amount > 0 ? [] : ["price"]),
    ...(Object.keys(configuration).length > 0 ? [] : ["configuration"]),
  ];
  if (missing.length > 0)
    throw new Refusal(
      422,
      "vehicle_incomplete",
      `Before it is put on sale, a vehicle needs its ${missing.join(" and ")}.`,
      { missing },
    );
}
