import { until } from "../until.ts";
import type { Person } from "../seeding.ts";
import { callerAs, type Cloud } from "./accounts.ts";
import { type Caller, callerOf, each } from "./calling.ts";
import type { Dealership } from "./opening.ts";
import type { Stocked } from "./stocking.ts";

/** An order, as much of it as the seed and the demo need. */
export type Order = { order: string; state: string; vehicle: string; vin: string };
export type Checkout = { payment: string; pay_url: string; amount: { amount: number; currency: string } };

/** How far each of a dealer's fifteen orders goes. `expired` is not among them: only half an hour's time makes it. */
const ends = [
  ...(["placed", "placed", "placed", "paid", "paid", "paid", "ready", "ready"] as const),
  ...(["handed_over", "handed_over", "handed_over", "handed_over"] as const),
  ...(["cancelled", "cancelled", "refunded"] as const),
];
type End = (typeof ends)[number];

/** Fifteen orders of a dealer's cars, each by another customer and each brought as far as its turn says. */
export async function buy(
  cloud: Cloud,
  dealership: Dealership,
  { customers, cars, inFlight }: { customers: readonly Person[]; cars: readonly Stocked[]; inFlight: number },
): Promise<void> {
  await each(ends, inFlight, async (end, index) => {
    const customer = customers[index % customers.length];
    // Every sixth car, so that orders are spread over brands.
    const car = cars[index * 6];
    if (!customer || !car) throw new Error("The demo has too few customers or cars for its orders.");
    await bring(cloud, dealership, { buyer: callerAs(cloud, customer), vehicle: car.vehicle, end });
  });
}

async function bring(
  cloud: Cloud,
  { dealer, as }: Dealership,
  { buyer, vehicle, end }: { buyer: Caller; vehicle: string; end: End },
): Promise<void> {
  const { order } = await buyer.post<Order>(`/v1/dealers/${dealer}/orders`, { vehicle });
  if (end === "placed") return;
  if (end === "cancelled") {
    await buyer.post(`/v1/dealers/${dealer}/orders/${order}/cancel`);
    return;
  }
  await pay(cloud, buyer, dealer, order);
  const service = as("customer-service");
  if (end === "ready" || end === "handed_over") await service.post(`/v1/orders/${order}/ready`);
  if (end === "handed_over") await service.post(`/v1/orders/${order}/hand-over`);
  if (end === "refunded") {
    await service.post(`/v1/orders/${order}/refund`, { reason: "The buyer found another car." });
    await until(`the refund of ${order}`, 30, async () => {
      const { state } = await buyer.get<Order>(`/v1/dealers/${dealer}/orders/${order}`);
      return state === "refunded";
    });
  }
}

/** Pays an order as its buyer does: begins to pay, then confirms at the sandbox, which tells the platform. */
export async function pay(
  cloud: Pick<Cloud, "api">,
  buyer: Caller,
  dealer: string,
  order: string,
): Promise<Checkout> {
  const checkout = await buyer.post<Checkout>(`/v1/dealers/${dealer}/orders/${order}/pay`, {});
  const { delivered } = await callerOf(cloud.api).post<{ delivered: number | null }>(
    `${checkout.pay_url}/settle`,
    { outcome: "captured", amount: checkout.amount },
  );
  if (delivered !== 200)
    throw new Error(`The notice of payment ${checkout.payment} was answered ${delivered}.`);
  return checkout;
}
