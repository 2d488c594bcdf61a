import type { Change } from "#shared/pieces";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import { type StoredVehicle, Vehicle, WindowChange, WindowRow } from "./entities.ts";
import type { VehicleRecord } from "./vehicle.ts";
import { readVin } from "./vin.ts";
import type { WindowRow as Row } from "./window-row.ts";

/** A vehicle as staff see it: with what its VIN says. */
export function recordOf(vehicle: StoredVehicle): VehicleRecord {
  return { ...vehicle, vin_facts: readVin(vehicle.vin) };
}

/**
 * The one way in which a vehicle changes: the record and its row in the shop window in the same transaction,
 * under the version that was read, so that the two cannot differ.
 */
export function revise(
  before: StoredVehicle,
  changes: Partial<StoredVehicle>,
  options?: Change<StoredVehicle>,
): { after: StoredVehicle; pieces: Piece[] } {
  const after = { ...before, ...changes, version: before.version + 1 };
  return { after, pieces: [Vehicle.change(before, changes, options), ...shown(before, after)] };
}

/** A car that is held or sold leaves the window: nobody else can buy it. */
export function isInWindow({
  status,
  availability,
}: Pick<StoredVehicle, "status" | "availability">): boolean {
  return status === "on_sale" && availability === "available";
}

/** What the window shows of a vehicle. */
export function rowOf(vehicle: StoredVehicle): Row {
  const { brand, model, trim, year, colour, body, fuel, transmission, mileage_km, price, store } = vehicle;
  return {
    vehicle: vehicle.vehicle,
    brand,
    model,
    trim,
    year,
    colour,
    body,
    fuel,
    transmission,
    mileage_km,
    price,
    store,
    created_at: vehicle.created_at,
    photo: vehicle.photos[0],
  };
}

function shown(before: StoredVehicle, after: StoredVehicle): Piece[] {
  const [was, is] = [isInWindow(before), isInWindow(after)];
  if (is && was && JSON.stringify(rowOf(before)) === JSON.stringify(rowOf(after))) return [];
  return is || was ? showing(after, was) : [];
}

/** Writes or removes a vehicle's row and says so in the window's changes; `was`: there is a row. */
export function showing(vehicle: StoredVehicle, was: boolean): Piece[] {
  const row = isInWindow(vehicle) ? rowOf(vehicle) : undefined;
  const { vehicle: id, version: revision } = vehicle;
  // Two changes within a millisecond are one entry: only the later counts.
  const change = WindowChange.put({ changed: instant(), vehicle: id, revision, row }, { vehicle: id });
  const gone = was ? [WindowRow.remove({ ...rowOf(vehicle), revision })] : [];
  const pieces = row ? [WindowRow.put({ ...row, revision }, { vehicle: id })] : gone;
  // A copy leaves no trace of its own: the audit trail tells of the vehicle.
  return [...pieces, change].map((piece) => ({ ...piece, trace: undefined }));
}
