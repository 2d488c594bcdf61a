import { decide } from "#shared/deciding";
import { instant } from "#shared/time";
import { transact } from "#shared/transact";
import { type StoredRow, type StoredVehicle, Vehicle, WindowChange, WindowRow } from "../entities.ts";
import { isInWindow, rowOf, showing } from "../record.ts";
import { WindowRow as Row } from "../window-row.ts";

/**
 * Holds up to 100 vehicles and their rows against each other and mends where they differ. Nothing that our code
 * writes makes them differ; a restored backup or a hand in the table may.
 *
 * @returns how many differed.
 */
export async function mendDifferences(vehicles: readonly string[]): Promise<number> {
  const keys = vehicles.map((vehicle) => ({ vehicle }));
  const [records, rows] = await Promise.all([
    Vehicle.findAll(keys, { consistent: true }),
    WindowRow.findAll(keys, { consistent: true }),
  ]);
  const different = vehicles.filter((_, at) => differ(records[at], rows[at]));
  for (const vehicle of different) await decide(() => mend(vehicle));
  return different.length;
}

async function mend(id: string): Promise<void> {
  const vehicle = await Vehicle.find({ vehicle: id }, { consistent: true });
  const row = await WindowRow.find({ vehicle: id }, { consistent: true });
  if (!differ(vehicle, row)) return;
  if (vehicle) {
    // A new version, so that whoever holds the wrong row takes the right one for the later.
    const after = { ...vehicle, version: Math.max(vehicle.version, row?.revision ?? 0) + 1 };
    await transact([Vehicle.change(vehicle, {}), ...showing(after, row !== undefined)]);
  } else if (row) {
    const gone = { changed: instant(), vehicle: id, revision: row.revision + 1 };
    await transact([WindowRow.remove(row), WindowChange.put(gone, { vehicle: id })]);
  }
}

function differ(vehicle: StoredVehicle | undefined, row: StoredRow | undefined): boolean {
  const wanted = vehicle && isInWindow(vehicle) ? rowOf(vehicle) : undefined;
  return textOf(wanted) !== textOf(row);
}

/** In the schema's order: a table gives fields in any. */
function textOf(row: Row | undefined): string {
  return row ? JSON.stringify(Row.parse(row)) : "";
}
