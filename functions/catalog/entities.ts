import * as z from "zod";
import { entity } from "#shared/table";
import * as Catalog from "./vehicle.ts";
import { WindowRow as Row } from "./window-row.ts";

/** The last word on who has a vehicle: of which order or move, and how late in an order's life it is spoken. */
const Word = z.object({ of: z.string(), rank: z.int() });
export type Word = z.output<typeof Word>;

export const StoredVehicle = Catalog.Vehicle.extend({ word: Word.optional() });
export type StoredVehicle = z.output<typeof StoredVehicle>;

export const Vehicle = entity({
  name: "Vehicle",
  v: 1,
  schema: StoredVehicle,
  key: { pk: "{dealer}#catalog#vehicle#{vehicle}", sk: "vehicle" },
  index: {
    newest: { slot: "gs1", pk: "{dealer}#catalog#vehicles", sk: "{created_at}#{vehicle}" },
    newestInStatus: { slot: "gs2", pk: "{dealer}#catalog#status#{status}", sk: "{created_at}#{vehicle}" },
  },
});

/** Its existence is what makes one VIN one vehicle of a dealer. */
export const VinClaim = entity({
  name: "VinClaim",
  v: 1,
  schema: z.object({ vin: z.string(), vehicle: Catalog.VehicleId }),
  key: { pk: "{dealer}#catalog#vin#{vin}", sk: "vin" },
});

/**
 * What the shop window shows of a vehicle that can be bought: written and removed in the very transaction that
 * changes the vehicle, all of a dealer's in one partition.
 */
export const WindowRow = entity({
  name: "WindowRow",
  v: 1,
  schema: Row,
  key: { pk: "{dealer}#catalog#window", sk: "{vehicle}" },
});
