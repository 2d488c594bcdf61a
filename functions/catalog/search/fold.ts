import type { StockMoved } from "#functions/inventory/events";
import type { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import type { HappenedOf } from "#shared/events";
import { now } from "#shared/time";
import type { Piece } from "#shared/transact";
import { Base, type SegmentList } from "../entities.ts";
import type { VehicleChanged, VehiclePutOnSale, VehicleTakenOffSale } from "../events.ts";
import type { Entry } from "./entry.ts";
import { changesFrom } from "./held.ts";
import { isFollowable, settledAt } from "./lifetimes.ts";
import { begin, isLarge } from "./rebuild.ts";
import { readSegments, store } from "./segments.ts";

type Moved =
  | typeof VehiclePutOnSale
  | typeof VehicleChanged
  | typeof VehicleTakenOffSale
  | typeof OrderPlaced
  | typeof OrderPaid
  | typeof OrderCancelled
  | typeof OrderExpired
  | typeof StockMoved;

/** The ends of ids are random, each of 32 signs as often as another: one in 64 ends like this. */
const chosen = /[0-9a-f]0$/;
/** A last segment smaller than this is filled up before another one is begun. */
const fullSegment = 3_000;
/** As many as one run takes in; the next one goes on from there. */
const mostChanges = 20_000;

/**
 * Now and then, adds the changes since the last time to the segments, so that a function that begins does not have to
 * follow them all. Which event does so is decided by its id alone: there is no counter for which writers would wait,
 * and an event that comes twice decides the same.
 */
export async function foldNowAndThen({ id }: HappenedOf<Moved>): Promise<Piece[]> {
  return chosen.test(id) ? fold() : [];
}

/** Adds what has changed to the segments, or begins to make them where there are none, or too much in them is old. */
export async function fold(): Promise<Piece[]> {
  const base = await Base.find({ of: "window" }, { consistent: true });
  if (!base || base.segments.length === 0) return (await isLarge()) ? begin(base, "segments") : [];
  const isWorn = base.folded > entriesIn(base.segments) / 2;
  if (isWorn || !isFollowable(base.through)) return begin(base, "segments");
  const { changes, through } = await changesUntil(base.through, settledAt(now()));
  if (changes.length === 0) return [];
  const segments = await extended(base.segments, changes);
  return [Base.change(base, { segments, through, folded: base.folded + changes.length })];
}

async function changesUntil(from: string, to: string): Promise<{ changes: Entry[]; through: string }> {
  const changes: Entry[] = [];
  for await (const { changed, ...entry } of changesFrom(from, to)) {
    changes.push(entry);
    if (changes.length >= mostChanges) return { changes, through: changed };
  }
  return { changes, through: to };
}

async function extended(segments: SegmentList, changes: readonly Entry[]): Promise<SegmentList> {
  const last = segments.slice(-1).filter(({ entries }) => entries < fullSegment);
  const known = (await readSegments(last)) ?? [];
  const whole = segments.slice(0, segments.length - known.length);
  return [...whole, ...(await store(latest([...known.flat(), ...changes])))];
}

/** Of each vehicle the highest revision. */
function latest(entries: readonly Entry[]): Entry[] {
  const of = new Map<string, Entry>();
  for (const entry of entries)
    if (entry.revision >= (of.get(entry.vehicle)?.revision ?? 0)) of.set(entry.vehicle, entry);
  return [...of.values()];
}

function entriesIn(segments: SegmentList): number {
  return segments.reduce((sum, { entries }) => sum + entries, 0);
}
