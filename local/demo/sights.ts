import type { Stage } from "./stage.ts";

type Money = { amount: number; currency: string };
export type Car = { vehicle: string; brand: string; model: string; year: number; price: Money };
export type Recommended = { vehicle: string; name: string; reason: string };
export type Figures = {
  orders_placed: number;
  orders_paid: number;
  units_sold: number;
  /** Minor units. */
  revenue: number;
  leads_received: number;
};

export async function window({ visitor, dealer }: Stage): Promise<Car[]> {
  const { data } = await visitor.get<{ data: Car[] }>(`/v1/dealers/${dealer}/vehicles?limit=50`);
  return data;
}

/** What the platform recommends beside a car. */
export async function recommendedBeside({ visitor, dealer }: Stage, vehicle: string): Promise<Recommended[]> {
  const path = `/v1/dealers/${dealer}/vehicles/${vehicle}/similar`;
  const { data } = await visitor.get<{ data: (Car & { reason: string })[] }>(path);
  return data.map((car) => ({ vehicle: car.vehicle, name: nameOf(car), reason: car.reason }));
}

/** What the dealer's report says of yesterday, today and tomorrow: the dealer's day need not be ours. */
export async function report({ owner }: Stage): Promise<Figures> {
  const [from, to] = [-1, 1].map((days) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
  );
  const { totals } = await owner.get<{ totals: Totals }>(`/v1/reports/daily?from=${from}&to=${to}`);
  return {
    orders_placed: totals.orders.placed,
    orders_paid: totals.orders.paid,
    units_sold: totals.units.sold,
    revenue: totals.sales[0]?.revenue ?? 0,
    leads_received: totals.leads.received,
  };
}

type Totals = {
  orders: { placed: number; paid: number };
  units: { sold: number };
  sales: { revenue: number }[];
  leads: { received: number };
};

export function nameOf({ year, brand, model }: Omit<Car, "vehicle" | "price">): string {
  return `${year} ${brand} ${model}`;
}

export function inWords({ amount, currency }: Money): string {
  return new Intl.NumberFormat("en-GB", { style: "currency", currency }).format(amount / 100);
}
