import type { HappenedOf } from "#shared/events";
import type { Piece } from "#shared/transact";
import type { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import type { StockMoved } from "#functions/inventory/events";
import { type StoredVehicle, Vehicle, VinClaim } from "./entities.ts";
import { revise } from "./record.ts";
import type { Availability } from "./vehicle.ts";

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
  return follow(data.vehicle, wordOf(data.order, word.rank), { availability: word.availability });
}

/**
 * A car that staff receive or move is nobody's: inventory moves neither held nor sold cars by hand. It stands
 * where it was moved to.
 */
export async function followStock({ id, data }: HappenedOf<typeof StockMoved>): Promise<Piece[]> {
  const claim = data.vin ? await VinClaim.find({ vin: data.vin }, { consistent: true }) : undefined;
  if (!claim) return [];
  const store = data.store ? { store: data.store } : {};
  return follow(claim.vehicle, wordOf(id, 0), { availability: availabilityIn(data.to), ...store });
}

async function follow(vehicle: string, deal: string, changes: Partial<StoredVehicle>): Promise<Piece[]> {
  const before = await Vehicle.find({ vehicle }, { consistent: true });
  if (!before || (before.deal ?? "") >= deal) return [];
  return revise(before, { ...changes, deal }).pieces;
}

/** Ids end in 26 characters that sort by time, whatever they name. */
function wordOf(id: string, rank: number): string {
  return `${id.slice(-26)}.${rank}`;
}

function availabilityIn(state: string): Availability {
  if (state === "held" || state === "sold") return state;
  return "available";
}
