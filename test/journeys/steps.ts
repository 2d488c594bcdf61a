import { expect, inject } from "vitest";
import { callerAs } from "#local/seed/accounts";
import { type Caller, callerOf } from "#local/seed/calling";
import { randomFor } from "#local/seed/random";
import { vinFor } from "#local/seed/vins";
import { until } from "#local/until";
import { deadLetters, type Event, eventsOf, mailsAbout, queuesAreEmpty } from "./evidence.ts";
import { newBuyers } from "./tokens.ts";

/* The words journeys are written in: what is given, what people do, and what is then there to see. */

export const london = "harrow-vale";
export const shanghai = "shenpu-auto";

export type Vehicle = {
  vehicle: string;
  vin: string;
  price: { amount: number; currency: string };
  version: number;
};
export type Order = { order: string; vehicle: string; vin: string; state: string; buyer: string };

const callers = new Map<string, Caller>();

function signedIn(email: string): Caller {
  const cloud = inject("cloud");
  const person = cloud.people.find((each) => each.email === email);
  if (!person) throw new Error(`Nobody is seeded as ${email}.`);
  const known = callers.get(email) ?? callerAs(cloud, person);
  callers.set(email, known);
  return known;
}

export const given = {
  /** Anyone: no token. */
  visitor: (): Caller => callerOf(inject("cloud").api),
  /** The seed's member of a dealer's staff with a role; they sign in by password once. */
  staff(dealer: string, role = "owner"): Caller {
    const found = inject("cloud").people.find((each) => each.dealer === dealer && each.role === role);
    return signedIn(found?.email ?? `${role} of ${dealer}`);
  },
  operator: (): Caller => signedIn("operator@forecourt.example"),
  /** One of the seed's customers of a dealer, signed in by password. */
  customer(dealer: string, which = 0): Caller & { email: string } {
    const customers = inject("cloud").people.filter(
      (each) => each.dealer === dealer && each.role === "customer",
    );
    const email = customers[which]?.email ?? "";
    return { ...signedIn(email), email };
  },
  buyers: newBuyers,
  /** A car of the test's own, in stock and on sale, that nobody else orders. */
  async carOnSale(dealer: string): Promise<Vehicle> {
    const random = randomFor(`${process.pid} ${Date.now()} ${(cars += 1)}`);
    const wmi = dealer === london ? "WVW" : "LSV";
    const vin = vinFor({ wmi, year: 2019 }, random.whole(500_000, 999_999), random);
    const car = await given
      .staff(dealer, "product-manager")
      .post<Vehicle>("/v1/vehicles", newCar(dealer, vin));
    const unit = { vin, vehicle: car.vehicle, state: "in_stock" };
    await given.staff(dealer, "warehouse").post("/v1/stock-units", unit);
    await given.staff(dealer, "product-manager").post(`/v1/vehicles/${car.vehicle}/put-on-sale`);
    return car;
  },
};
let cars = 0;

export function newCar(dealer: string, vin: string) {
  return {
    vin,
    brand: "Volkswagen",
    model: "Golf",
    year: 2019,
    colour: "Polar white",
    configuration: { engine_cc: 1498, doors: 5 },
    body: "hatchback",
    fuel: "petrol",
    mileage_km: 31_000,
    price:
      dealer === london ? { amount: 1_549_500, currency: "GBP" } : { amount: 11_980_000, currency: "CNY" },
  };
}

export const when = {
  orders: (buyer: Caller, dealer: string, vehicle: string) =>
    buyer.post<Order>(`/v1/dealers/${dealer}/orders`, { vehicle }),
  leavesLead: (visitor: Caller, dealer: string, lead: object) =>
    visitor.post<{ lead: string }>(`/v1/dealers/${dealer}/leads`, lead),
};

export const then = {
  /** The mails that speak of something, once at least `least` are there and every queue has been worked off. */
  async mails(about: string, least: number) {
    await until(`${least} mails about ${about}`, 120, async () => (await mailsAbout(about)).length >= least);
    await then.quiet();
    return mailsAbout(about);
  },
  /** The events of a dealer's log that name something. */
  events: (dealer: string, about: string): Promise<Event[]> => eventsOf(dealer, about),
  /** Nothing waits in any queue and nothing was given up: whatever was to follow has followed. */
  async quiet(): Promise<void> {
    await until("quiet", 120, queuesAreEmpty);
    expect(await deadLetters(), "dead letters").toEqual({});
  },
  async report(dealer: string): Promise<Report> {
    // A day more on both sides: the dealer's day may not be ours.
    const [from, to] = [-1, 1].map((days) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
    );
    return given.staff(dealer).get<Report>(`/v1/reports/daily?from=${from}&to=${to}`);
  },
};

export type Report = {
  totals: {
    orders: Record<"placed" | "paid" | "cancelled" | "expired" | "refunded", number>;
    units: Record<"sold" | "returned" | "net", number>;
    sales: { currency: string; revenue: number }[];
    leads: { received: number; by_source: Record<string, Record<string, number>> };
  };
};

export function revenue({ totals }: Report): number {
  return totals.sales[0]?.revenue ?? 0;
}
