import * as z from "zod/mini";
import { missing } from "#shared/errors";
import { type Ask, paging } from "#shared/http";
import { scope } from "#shared/scope";
import { settings } from "#shared/settings";
import { type StoredVehicle, Vehicle } from "./entities.ts";
import { recordOf } from "./record.ts";
import { VehicleRecord } from "./vehicle.ts";
import { Status } from "./vocabulary.ts";

export const StaffFilter = z.strictObject({ ...paging, status: z.optional(Status) });

/** A page of the dealer's vehicles, the newest first; with `status` only those. One query. */
export function list({ query: { status, limit = 20, cursor } }: Ask<{ query: typeof StaffFilter }>) {
  const page = { limit, cursor, reverse: true };
  return status ? Vehicle.by.newestInStatus({ status }, page) : Vehicle.by.newest({}, page);
}

/** One vehicle as staff see it, in whatever status. */
export async function show({ params: { vehicle } }: Ask<{ params: "vehicle" }>): Promise<VehicleRecord> {
  return recordOf(await Vehicle.get({ vehicle }));
}

/** All that a buyer asks of a vehicle, with who sells it. */
export const VehicleDetail = z
  .extend(VehicleRecord, {
    dealer: z.object({ dealer: z.string(), name: z.string(), country: z.string() }),
  })
  .register(z.globalRegistry, { title: "VehicleDetail" });
export type VehicleDetail = z.output<typeof VehicleDetail>;

/**
 * One vehicle as shoppers see it. A car that was sold while somebody looked at it says so; a draft or one that
 * was taken off sale is not there.
 */
export async function detail({ params: { vehicle } }: Ask<{ params: "vehicle" }>): Promise<VehicleDetail> {
  const found = await Vehicle.get({ vehicle });
  assertPublic(found);
  const { name, country } = await settings();
  return { ...recordOf(found), dealer: { dealer: scope().dealer, name, country } };
}

/** @throws Refusal 404, the same as for a vehicle that does not exist. */
export function assertPublic(vehicle: StoredVehicle | undefined): asserts vehicle is StoredVehicle {
  if (vehicle?.status !== "on_sale") throw missing("Vehicle");
}
