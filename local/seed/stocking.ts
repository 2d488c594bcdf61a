import { each } from "./calling.ts";
import { type Car, carsOf } from "./cars.ts";
import { readModels } from "./models.ts";
import type { Dealership } from "./opening.ts";

/** A car as the seed goes on with it. */
export type Stocked = { vehicle: string; vin: string };

/** How many of a dealer's hundred cars are only announced: on their way, and not yet on sale. */
export const arriving = 3;

/**
 * Enters a dealer's cars, takes them into stock and puts them on sale, and counts some parts.
 * Answers the cars that can be bought.
 */
export async function stock(dealership: Dealership, inFlight: number): Promise<Stocked[]> {
  const { plan, dealer, stores } = dealership;
  const cars = carsOf(dealer, readModels()[plan.models], plan.dealer.currency, stores);
  const coming = cars.slice(-arriving);
  await each(coming, inFlight, (car) => enter(dealership, car, "in_transit"));
  await each(parts(stores), inFlight, (part) => dealership.as("warehouse").post("/v1/stock-items", part));
  return each(cars.slice(0, -arriving), inFlight, async (car) => {
    const vehicle = await enter(dealership, car, "in_stock");
    await dealership.as("product-manager").post(`/v1/vehicles/${vehicle}/put-on-sale`);
    return { vehicle, vin: car.vin };
  });
}

async function enter({ as }: Dealership, car: Car, state: "in_stock" | "in_transit"): Promise<string> {
  const { vehicle } = await as("product-manager").post<Stocked>("/v1/vehicles", car);
  const unit = { vin: car.vin, vehicle, ...(car.store ? { store: car.store } : {}), state };
  await as("warehouse").post("/v1/stock-units", unit);
  return vehicle;
}

function parts(stores: readonly string[]) {
  const kept = [
    { sku: "MAT-RUBBER-4", name: "Rubber floor mats 橡胶脚垫", on_hand: 40, threshold: 10 },
    { sku: "WIPER-600", name: "Wiper blades 雨刮片 600 mm", on_hand: 12, threshold: 8 },
  ];
  return stores.flatMap((store) => kept.map((part) => ({ ...part, store })));
}
