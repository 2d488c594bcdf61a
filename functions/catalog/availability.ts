import type { HappenedOf } from "#shared/events";
import type { Piece } from "#shared/transact";
import type { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import type { StockMoved } from "#functions/inventory/events";
import { type StoredVehicle, Vehicle, VinClaim, type Word } from "./entities.ts";
import { revise } from "./record.ts";
import type { Availability } from "./vocabulary.ts";

type OrderEvent = typeof OrderPlaced | typeof OrderPaid | typeof OrderCancelled | typeof OrderExpired;

/** What each word of an order means for its car, and how late in an order's life it is spoken. */
const said: Readonly<Record<string, { rank: number; availability: Availability }>> = {
  OrderPlaced: { rank: 1, availability: "held" },
  OrderPaid: { rank: 2, availability: "sold" },
  OrderCancelled: { rank: 3, availability: "available" },
  OrderExpired: { rank: 3, availability: "available" },
};

/**
 * Keeps a vehicle's availability to what its orders say. Events may come twice and in any order: the latest word
 * of the latest order stands. A car is never held for two orders at once, so orders follow each other in the
 * order of their ids, which sort by the time they were made.
 */
export async function followOrder({ type, data }: HappenedOf<OrderEvent>): Promise<Piece[]> {
  const word = said[type];
  if (!word) throw new Error(`${type} says nothing about a vehicle.`);
  return follow(data.vehicle, { of: data.order, rank: word.rank }, { availability: word.availability });
}

/**
 * A car that staff receive or move is nobody's: inventory moves neither held nor sold cars by hand. It stands
 * where it was moved to.
 */
export async function followStock({ id, data }: HappenedOf<typeof StockMoved>): Promise<Piece[]> {
  const claim = data.vin ? await VinClaim.find({ vin: data.vin }, { consistent: true }) : undefined;
  if (!claim) return [];
  const store = data.store ? { store: data.store } : {};
  return follow(claim.vehicle, { of: id, rank: 0 }, { availability: availabilityIn(data.to), ...store });
}

async function follow(vehicle: string, word: Word, changes: Partial<StoredVehicle>): Promise<Piece[]> {
  const before = await Vehicle.find({ vehicle }, { consistent: true });
  if (!before || !isLater(word, before.word)) return [];
  return revise(before, { ...changes, word }).pieces;
}

function isLater(word: Word, than: Word | undefined): boolean {
  if (!than) return true;
  if (word.of === than.of) return word.rank > than.rank;
  if (madeAt(word) !== madeAt(than)) return madeAt(word) > madeAt(than);
  // Within one millisecond only this is known: whoever has the car came after it was free.
  if (isTaken(word) !== isTaken(than)) return isTaken(word);
  return word.of > than.of;
}

/** The time in an id: the first 10 of its last 26 characters, which sort as time does. */
function madeAt({ of }: Word): string {
  return of.slice(-26, -16);
}

function isTaken({ rank }: Word): boolean {
  return rank === 1 || rank === 2;
}

function availabilityIn(state: string): Availability {
  if (state === "held" || state === "sold") return state;
  return "available";
}
