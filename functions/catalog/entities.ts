import * as z from "zod/mini";
import { entity } from "#shared/table";
import { Instant, now } from "#shared/time";
import * as Catalog from "./vehicle.ts";
import { VehicleId } from "./vocabulary.ts";
import { WindowRow as Row } from "./window-row.ts";

/** The last word on who has a vehicle: of which order or move, and how late in an order's life it is spoken. */
const Word = () => z.object({ of: z.string(), rank: z.int() });
export type Word = z.output<ReturnType<typeof Word>>;

export const StoredVehicle = () => z.extend(Catalog.Vehicle, { word: z.optional(Word()) });
export type StoredVehicle = z.output<ReturnType<typeof StoredVehicle>>;

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
  schema: () => z.object({ vin: z.string(), vehicle: VehicleId }),
  key: { pk: "{dealer}#catalog#vin#{vin}", sk: "vin" },
});

/** `revision` is the vehicle's version when the row was written. */
const StoredRow = () => z.extend(Row, { revision: z.int() });
export type StoredRow = z.output<ReturnType<typeof StoredRow>>;

/**
 * What the shop window shows of a vehicle that can be bought: written and removed in the very transaction that
 * changes the vehicle, all of a dealer's in one partition. From these rows the window can always be made anew.
 */
export const WindowRow = entity({
  name: "WindowRow",
  v: 1,
  schema: StoredRow,
  key: { pk: "{dealer}#catalog#window", sk: "{vehicle}" },
});

const StoredChange = () =>
  z.object({
    changed: Instant,
    vehicle: VehicleId,
    revision: z.int(),
    /** What is shown from now on; absent when the vehicle left the window. */
    row: z.optional(Row),
  });

/** Changes are kept for longer than anything goes without them: see `search/lifetimes.ts`. */
export const changesKeptDays = 9;

/**
 * The window's changes in the order of time, written in the transaction that makes them. Whoever holds the window as
 * it was at some time reads on from there: one query, strongly consistent, which no index could be.
 */
export const WindowChange = entity({
  name: "WindowChange",
  v: 1,
  schema: StoredChange,
  key: { pk: "{dealer}#catalog#changes", sk: "{changed}#{vehicle}" },
  expires: () => Math.floor(now() / 1000) + changesKeptDays * 86_400,
});

/** A part of the window as it was, packed (`search/segment.ts`). It never changes; what is no longer read expires. */
export const Segment = entity({
  name: "Segment",
  v: 1,
  schema: () => z.object({ segment: z.string(), bytes: z.instanceof(Uint8Array) }),
  key: { pk: "{dealer}#catalog#segment#{segment}", sk: "segment" },
  expires: () => Math.floor(now() / 1000) + segmentsKeptDays * 86_400,
});
const segmentsKeptDays = 15;

export const SegmentList = () => z.array(z.object({ segment: z.string(), entries: z.int() }));
export type SegmentList = z.output<ReturnType<typeof SegmentList>>;

const StoredBase = () =>
  z.object({
    /** One to a dealer. */
    of: z.literal("window"),
    segments: SegmentList(),
    /** Every change before this is in the segments. */
    through: Instant,
    /** When the segments were last made anew from the rows, and changes that were added to them since. */
    built_at: Instant,
    folded: z.int(),
    /** Since when it is being made anew. */
    building: z.optional(Instant),
    version: z.int(),
  });
export type Base = z.output<ReturnType<typeof StoredBase>>;

/** Where a function that holds nothing yet begins: which segments make up the window, and until when. */
export const Base = entity({
  name: "WindowBase",
  v: 1,
  schema: StoredBase,
  key: { pk: "{dealer}#catalog#base", sk: "{of}" },
});
