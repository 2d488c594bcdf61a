import type { WindowRow } from "../window-row.ts";
import { type Bits, bitsFor, clearBit, grown, setBit } from "./bits.ts";
import { type Column, columnFor, growColumn, valueAt, write } from "./column.ts";
import { type Entry, type Flat, rowOf } from "./entry.ts";
import { isNamed, type Names, noNames, numberOf } from "./names.ts";

const columns = [
  "brand",
  "model",
  "colour",
  "body",
  "fuel",
  "transmission",
  "store",
  "currency",
  "photo",
] as const satisfies readonly (keyof Flat)[];
export type ColumnName = (typeof columns)[number];
const figures = ["price", "year", "mileage", "created"] as const satisfies readonly (keyof Flat)[];
export type FigureName = (typeof figures)[number];

/**
 * A dealer's shop window in memory: attributes as columns, a slot for each car, some hundred bytes a car. A car
 * that changes is written over in its own slot, so that a change costs the same in any window.
 */
export type Snapshot = {
  capacity: number;
  /** Slots below this have been used. */
  used: number;
  readonly free: number[];
  readonly slotOf: Map<string, number>;
  /** Cars that left, with their revision: what is older than that and comes late must not bring them back. */
  readonly gone: Map<string, number>;
  live: Bits;
  readonly columns: Readonly<Record<ColumnName, Column>>;
  /** Minor units, years, kilometres, milliseconds since 1970. */
  readonly figures: Record<FigureName, Float64Array<ArrayBuffer>>;
  revisions: Float64Array<ArrayBuffer>;
  nameOf: Uint32Array<ArrayBuffer>;
  readonly names: Names;
  readonly vehicles: string[];
};

export function emptySnapshot(capacity = 64): Snapshot {
  return {
    capacity,
    used: 0,
    free: [],
    slotOf: new Map(),
    gone: new Map(),
    live: bitsFor(capacity),
    columns: byName(columns, () => columnFor(capacity)),
    figures: byName(figures, () => new Float64Array(capacity)),
    revisions: new Float64Array(capacity),
    nameOf: new Uint32Array(capacity),
    names: noNames(),
    vehicles: [],
  };
}

/** Takes a change in. Changes may come twice and in any order: of each vehicle the highest revision stands. */
export function apply(snapshot: Snapshot, { vehicle, revision, flat }: Entry): void {
  const slot = snapshot.slotOf.get(vehicle);
  const known = slot === undefined ? snapshot.gone.get(vehicle) : snapshot.revisions[slot];
  if (known !== undefined && known >= revision) return;
  if (slot !== undefined) snapshot.names.cars[snapshot.nameOf[slot]!]! -= 1;
  if (flat) {
    snapshot.gone.delete(vehicle);
    put(snapshot, slot ?? slotFor(snapshot, vehicle), flat, revision);
  } else {
    snapshot.gone.set(vehicle, revision);
    if (slot !== undefined) vacate(snapshot, slot, vehicle);
  }
}

/** The card of the car in a slot, as it was taken in. */
export function cardAt(snapshot: Snapshot, slot: number): WindowRow {
  const texts = Object.fromEntries(columns.map((name) => [name, valueAt(snapshot.columns[name], slot)]));
  const numbers = Object.fromEntries(figures.map((name) => [name, snapshot.figures[name][slot]]));
  const { trim } = snapshot.names.all[snapshot.nameOf[slot]!]!;
  return rowOf(snapshot.vehicles[slot]!, { ...texts, ...numbers, trim } as Flat);
}

/** About how much memory it takes: what lies in arrays exactly, texts by their length. */
export function bytesOf({ capacity, columns: all, names, vehicles, gone }: Snapshot): number {
  const sets = Object.values(all).reduce((sum, { sets: some = [] }) => sum + (some.length * capacity) / 8, 0);
  const arrays = capacity * (4 * columns.length + 8 * figures.length + 8 + 4);
  // A text, its place and its entry in a map.
  const values = Object.values(all).reduce((sum, { values: some }) => sum + some.length, 0);
  const texts = (vehicles.length + gone.size + names.terms.length) * 130 + values * 200;
  return sets + arrays + texts + names.all.length * 160;
}

function put(snapshot: Snapshot, slot: number, flat: Flat, revision: number): void {
  const { names } = snapshot;
  for (const name of columns) write(snapshot.columns[name], slot, flat[name]);
  for (const name of figures) snapshot.figures[name][slot] = flat[name];
  const number = isNamed(names, snapshot.nameOf[slot]!, flat)
    ? snapshot.nameOf[slot]!
    : numberOf(names, flat);
  names.cars[number]! += 1;
  snapshot.nameOf[slot] = number;
  snapshot.revisions[slot] = revision;
}

function slotFor(snapshot: Snapshot, vehicle: string): number {
  const slot = snapshot.free.pop() ?? snapshot.used;
  if (slot === snapshot.used) snapshot.used += 1;
  if (slot >= snapshot.capacity) grow(snapshot);
  snapshot.slotOf.set(vehicle, slot);
  snapshot.vehicles[slot] = vehicle;
  setBit(snapshot.live, slot);
  return slot;
}

function vacate(snapshot: Snapshot, slot: number, vehicle: string): void {
  clearBit(snapshot.live, slot);
  for (const name of columns) write(snapshot.columns[name], slot, undefined);
  snapshot.slotOf.delete(vehicle);
  snapshot.free.push(slot);
}

/** Half as much again: seldom enough that each car pays a constant share of it. */
function grow(snapshot: Snapshot): void {
  const capacity = Math.ceil(snapshot.capacity * 1.5);
  for (const name of columns) growColumn(snapshot.columns[name], capacity);
  for (const name of figures) snapshot.figures[name] = wider(snapshot.figures[name], capacity);
  snapshot.revisions = wider(snapshot.revisions, capacity);
  const names = new Uint32Array(capacity);
  names.set(snapshot.nameOf);
  snapshot.nameOf = names;
  snapshot.live = grown(snapshot.live, capacity);
  snapshot.capacity = capacity;
}

function wider(array: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(array);
  return larger;
}

function byName<Name extends string, T>(names: readonly Name[], make: () => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<Name, T>;
}
