import { announce, type EventKind } from "#shared/events";
import { system, within } from "#shared/scope";
import { transact } from "#shared/transact";
import type { Forecourt } from "#test/support/forecourt";

type Fields = Record<string, unknown>;

let made = 0;

/** A vehicle as staff send it: complete, with a VIN of its own. */
export function car(fields: Fields = {}): Fields & { vin: string } {
  made += 1;
  return {
    vin: `WBA8E9C50GK${String(made).padStart(6, "0")}`,
    brand: "BMW",
    model: "320d",
    year: 2022,
    colour: "Alpine white",
    configuration: { engine_cc: 1995, power_kw: 140, drive: "rear", features: ["Head-up display"] },
    body: "sedan",
    fuel: "diesel",
    transmission: "automatic",
    mileage_km: 41_200,
    price: { amount: 1_899_500, currency: "GBP" },
    photos: [{ url: "/v1/drawings/sedan-white.svg", alt: { en: "Side view" } }],
    ...fields,
  };
}

/** A vehicle on sale, through the staff's own routes: its id and VIN. */
export async function onSale(world: Forecourt, dealer: string, fields: Fields = {}) {
  const staff = world.staff(dealer, "owner");
  const added = await staff.post("/v1/vehicles", car(fields));
  if (added.status !== 201) throw new Error(added.text);
  const { vehicle, vin } = added.body as unknown as { vehicle: string; vin: string };
  const put = await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`);
  if (put.status !== 200) throw new Error(put.text);
  return { vehicle, vin };
}

/** Announces what another context would; `settle` delivers it. */
export function told(dealer: string, context: string, kind: EventKind, data: object): Promise<void> {
  const scope = { context, dealer, caller: system, correlation: "test", action: "test" };
  return within(scope, () => transact([announce(kind, data)]));
}

/** Ids in the shop window, in its order. */
export async function inWindow(world: Forecourt, dealer: string, query = ""): Promise<string[]> {
  const { body } = await world.visitor.get(`/v1/dealers/${dealer}/vehicles${query}`);
  return (body.data as { vehicle: string }[]).map(({ vehicle }) => vehicle);
}
