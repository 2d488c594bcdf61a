import { storeExists } from "#functions/dealers/index";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { newId } from "#shared/ids";
import { settings } from "#shared/settings";
import { instant } from "#shared/time";
import { otherwise } from "#shared/transact";
import { write } from "#shared/write";
import { Vehicle, VinClaim } from "./entities.ts";
import { VehicleAdded, VehicleChanged, VehicleDeleted } from "./events.ts";
import { recordOf, revise } from "./record.ts";
import type { NewVehicle, VehicleChanges, VehicleRecord } from "./vehicle.ts";

type One = { params: "vehicle" };

/**
 * Enters a vehicle as a draft. One VIN is one vehicle of a dealer, in whatever spelling it is sent.
 *
 * @throws Refusal 409 `vin_exists` with the vehicle that has it, 422 `currency_wrong` or `store_unknown`.
 */
export async function add({ body }: Ask<{ body: typeof NewVehicle }>): Promise<VehicleRecord> {
  await assertFits(body);
  const at = instant();
  const vehicle = {
    vehicle: newId("veh"),
    ...body,
    status: "draft" as const,
    availability: "available" as const,
    created_at: at,
    updated_at: at,
    version: 1,
  };
  const claim = otherwise(VinClaim.create({ vin: body.vin, vehicle: vehicle.vehicle }), vinExists);
  const added = announce(VehicleAdded, { vehicle: vehicle.vehicle, vin: body.vin }, vehicle.vehicle);
  return write([Vehicle.create(vehicle), claim, added], recordOf(vehicle));
}

/**
 * Changes what is named; `null` empties a field. The shop window shows it at once.
 *
 * @throws Refusal 412 when it was changed since it was read, 422 `currency_wrong` or `store_unknown`.
 */
export async function change({
  params: { vehicle },
  body,
  version,
}: Ask<One & { body: typeof VehicleChanges }>): Promise<VehicleRecord> {
  await assertFits(body);
  const before = await Vehicle.get({ vehicle }, { consistent: true });
  const changes = withoutNulls(body);
  const { after, pieces } = revise(before, { ...changes, updated_at: instant() }, { version });
  const fields = Object.keys(changes).filter((name) => !same(before, after, name as keyof typeof before));
  if (fields.length > 0) pieces.push(announce(VehicleChanged, { vehicle, fields }, vehicle));
  return write(pieces, recordOf(after));
}

/**
 * Deletes a vehicle that is not on sale; its VIN may be entered again.
 *
 * @throws Refusal 409 `vehicle_on_sale`, 409 `vehicle_in_order` when it is held or sold, 412 when it was changed.
 */
export async function remove({ params: { vehicle }, version }: Ask<One>): Promise<void> {
  const before = await Vehicle.get({ vehicle }, { consistent: true });
  if (before.status === "on_sale")
    throw new Refusal(409, "vehicle_on_sale", "Take this vehicle off sale before you delete it.");
  if (before.availability !== "available")
    throw new Refusal(
      409,
      "vehicle_in_order",
      `This vehicle is ${before.availability}: an order refers to it.`,
    );
  const { vin } = before;
  return write(
    [
      Vehicle.remove(before, { version }),
      VinClaim.remove({ vin, vehicle }),
      announce(VehicleDeleted, { vehicle }, vehicle),
    ],
    undefined,
  );
}

/** The price is in the dealer's currency, and the store is one of theirs. */
async function assertFits({ price, store }: Pick<VehicleChanges, "price" | "store">): Promise<void> {
  const { currency } = await settings();
  if (price && price.currency !== currency)
    throw new Refusal(422, "currency_wrong", `This dealer sells in ${currency}.`, { currency });
  if (store && !(await storeExists(store)))
    throw new Refusal(422, "store_unknown", "This dealer has no such store.");
}

function vinExists(old: Record<string, unknown> | undefined): Refusal {
  return new Refusal(409, "vin_exists", "There is a vehicle with this VIN already.", {
    vehicle: old?.["vehicle"],
  });
}

type WithoutNulls<T> = { [Field in keyof T]: Exclude<T[Field], null> };

function withoutNulls(changes: VehicleChanges): WithoutNulls<VehicleChanges> {
  const entries = Object.entries(changes).map(([name, value]) => [name, value ?? undefined]);
  return Object.fromEntries(entries) as WithoutNulls<VehicleChanges>;
}

function same<T extends object>(before: T, after: T, name: keyof T): boolean {
  return JSON.stringify(before[name]) === JSON.stringify(after[name]);
}
