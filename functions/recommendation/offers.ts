import type {
  VehicleChanged,
  VehicleDeleted,
  VehiclePutOnSale,
  VehicleTakenOffSale,
} from "#functions/catalog/events";
import { offered } from "#functions/catalog/index";
import type { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import { Refusal } from "#shared/errors";
import type { HappenedOf } from "#shared/events";
import { encode } from "#shared/keys";
import type { Piece } from "#shared/transact";
import { type Car, Facts, ranks } from "./car.ts";
import { shelve } from "./shelves.ts";

type Order = HappenedOf<typeof OrderPlaced | typeof OrderExpired | typeof OrderCancelled | typeof OrderPaid>;

/** The event tells what was put on sale; the record, where it still is, also tells what changed since. */
export async function offer({ id, time, data }: HappenedOf<typeof VehiclePutOnSale>): Promise<Piece[]> {
  const facts = (await currentFacts(data.vehicle)) ?? { facts: Facts.parse(data), facts_at: time };
  return shelve(data.vehicle, { ...facts, on_sale: true, sale_at: `${time}#${id}`, at: time });
}

/** The event names what changed, not the values; of a car that is not on sale the next offer will tell. */
export async function correct({ time, data }: HappenedOf<typeof VehicleChanged>): Promise<Piece[]> {
  if (!data.fields.some((field) => field in Facts.shape)) return [];
  const facts = await currentFacts(data.vehicle);
  return facts ? shelve(data.vehicle, { ...facts, at: time }) : [];
}

export async function withdraw({
  id,
  time,
  data,
}: HappenedOf<typeof VehicleTakenOffSale | typeof VehicleDeleted>): Promise<Piece[]> {
  return shelve(data.vehicle, { on_sale: false, sale_at: `${time}#${id}`, at: time });
}

/** A car is off the lists from the moment somebody orders it, and back when that order ends without a sale. */
export async function followOrder(happened: Order): Promise<Piece[]> {
  const { vehicle, order } = happened.data;
  return shelve(vehicle, { orders: { [order]: rankOf(happened) }, at: happened.time });
}

function rankOf({ type, data }: Order): number {
  if (type === "OrderPlaced") return ranks.placed;
  if (type === "OrderPaid") return ranks.paid;
  return "was_paid" in data && data.was_paid ? ranks.undone : ranks.ended;
}

async function currentFacts(vehicle: string): Promise<Pick<Car, "facts" | "facts_at"> | undefined> {
  try {
    // An event may be here before the last copy of the table knows what it is about.
    const car = await offered(vehicle, { consistent: true });
    // The version decides between changes of one millisecond.
    return { facts: Facts.parse(car), facts_at: `${car.updated_at}#${encode(car.version)}` };
  } catch (error) {
    if (error instanceof Refusal && error.status < 500) return undefined;
    throw error;
  }
}
