import { isDeepStrictEqual } from "node:util";
import { absent } from "#shared/conditions";
import { keptDays } from "#shared/events";
import { now } from "#shared/time";
import type { Piece } from "#shared/transact";
import { type Car, isOffered, merged, unknownCar } from "./car.ts";
import { Shelf } from "./entities.ts";

export const shelfNumbers = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * Puts what is newly known of a car on its shelf: one read, and one write that holds only if nobody told
 * something of this very car in between.
 *
 * @returns no pieces when it was all known.
 */
export async function shelve(vehicle: string, known: Partial<Car>): Promise<Piece[]> {
  const shelf = shelfOf(vehicle);
  const stored = (await Shelf.find({ shelf }, { consistent: true })) ?? {};
  const before = carsOn(stored).get(vehicle);
  const after = merged(before ?? unknownCar, { ...unknownCar, ...known });
  if (isDeepStrictEqual(before, after)) return [];
  const change = {
    set: { [vehicle]: after },
    remove: outdated(stored, vehicle),
    when: { [vehicle]: before ?? absent },
  };
  return [Shelf.touch({ shelf }, change)];
}

/** True for a car that is or was on sale. */
export async function isOnShelf(vehicle: string): Promise<boolean> {
  return carsOn((await Shelf.find({ shelf: shelfOf(vehicle) })) ?? {}).has(vehicle);
}

export function carsOn(stored: Readonly<Record<string, unknown>>): Map<string, Car> {
  const cars = Object.entries(stored).filter(([name]) => name.startsWith("veh_"));
  return new Map(cars as [string, Car][]);
}

/** The last character of an identifier is random. */
function shelfOf(vehicle: string): number {
  return vehicle.charCodeAt(vehicle.length - 1) % shelfNumbers.length;
}

/** A car that is gone is kept as long as events of it may still arrive, and no longer. */
function outdated(stored: Readonly<Record<string, unknown>>, except: string): string[] {
  const before = now() - keptDays * 86_400_000;
  return [...carsOn(stored)]
    .filter(([name, car]) => name !== except && !isOffered(car) && Date.parse(car.at) < before)
    .map(([name]) => name);
}
