import { instant, now } from "#shared/time";
import { Base, WindowChange, WindowRow } from "../entities.ts";
import { type Entry, entryOf } from "./entry.ts";
import { isFollowable, settledAt } from "./lifetimes.ts";
import { forgetHeld, type Held, heldOr } from "./memory.ts";
import { readSegments } from "./segments.ts";
import { apply, emptySnapshot, type Snapshot } from "./snapshot.ts";

/**
 * The window of the scope's dealer as it is now, and when that was.
 *
 * A process that holds it asks one question: what changed since? That query is strongly consistent and begins a
 * minute before the last one, so that no transaction that was under way then is missed. A process that does not
 * hold it reads the base and its segments first (up to 40 a call), or, where a dealer has none yet, the rows.
 */
export async function windowNow(): Promise<{ snapshot: Snapshot; as_of: string }> {
  let held = await heldOr(load);
  if (!isFollowable(held.position)) {
    forgetHeld();
    held = await heldOr(load);
  }
  return { snapshot: held.snapshot, as_of: await follow(held) };
}

/** Every change from a position on, up to another: several of a vehicle, if it changed several times. */
export async function* changesFrom(from: string, to?: string): AsyncGenerator<Entry & { changed: string }> {
  let cursor: string | undefined;
  do {
    const page = await WindowChange.list({}, { from, to, cursor, consistent: true });
    for (const { changed, vehicle, revision, row } of page.data)
      yield { changed, ...entryOf(vehicle, revision, row) };
    cursor = page.next_cursor;
  } while (cursor);
}

async function load(): Promise<Held> {
  return (await loadBase()) ?? (await loadRows());
}

async function loadBase(): Promise<Held | undefined> {
  const base = await Base.find({ of: "window" });
  if (!base || base.segments.length === 0 || !isFollowable(base.through)) return undefined;
  const segments = await readSegments(base.segments);
  if (!segments) return undefined;
  const snapshot = emptySnapshot(segments.reduce((sum, entries) => sum + entries.length, 64));
  for (const entries of segments) for (const entry of entries) apply(snapshot, entry);
  return { snapshot, position: base.through };
}

/** The rows as they are while they are read, and a position before that: what changed meanwhile is followed. */
async function loadRows(): Promise<Held> {
  const position = settledAt(now());
  const snapshot = emptySnapshot();
  let cursor: string | undefined;
  do {
    const { data, next_cursor } = await WindowRow.list({}, { cursor, consistent: true });
    for (const { revision, ...row } of data) apply(snapshot, entryOf(row.vehicle, revision, row));
    cursor = next_cursor;
  } while (cursor);
  return { snapshot, position };
}

async function follow(held: Held): Promise<string> {
  const moment = now();
  for await (const change of changesFrom(held.position)) apply(held.snapshot, change);
  const settled = settledAt(moment);
  if (settled > held.position) held.position = settled;
  return instant(moment);
}
