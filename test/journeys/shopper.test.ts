import { expect, inject, test } from "vitest";
import { pay } from "#local/seed/buying";
import { until } from "#local/until";
import { given, london, type Order, revenue, shanghai, then, type Vehicle, when } from "./steps.ts";

test.each([
  { dealer: london, placed: "Your order", paid: "£15,495.00" },
  { dealer: shanghai, placed: "订单", paid: "119,800.00" },
])(
  "a shopper of $dealer orders and pays: two mails in their language, the report counts it, and nobody is shown the car any more",
  async ({ dealer, placed, paid }) => {
    const car = await given.carOnSale(dealer);
    const twin = await given.carOnSale(dealer);
    const shopper = given.customer(dealer, 18);
    await until("the twin's recommendation of the car", 60, async () =>
      (await recommended(dealer, twin)).includes(car.vehicle),
    );
    await then.quiet();
    const before = await then.report(dealer);

    const { order, state } = await when.orders(shopper, dealer, car.vehicle);
    expect(state).toBe("placed");
    const { amount } = await pay(inject("cloud"), shopper, dealer, order);
    expect(amount).toEqual(car.price);

    const mails = await then.mails(order, 2);
    expect(mails.map(({ to }) => to)).toEqual([[shopper.email], [shopper.email]]);
    expect(mails[0]?.subject).toContain(placed);
    expect(mails[1]?.text).toContain(paid);
    const mine = await shopper.get<Order>(`/v1/dealers/${dealer}/orders/${order}`);
    expect(mine).toMatchObject({ state: "paid", vin: car.vin, price: car.price });
    const after = await then.report(dealer);
    expect(after.totals.orders.placed - before.totals.orders.placed).toBe(1);
    expect(after.totals.units.sold - before.totals.units.sold).toBe(1);
    expect(revenue(after) - revenue(before)).toBe(car.price.amount);
    expect(await recommended(dealer, twin)).not.toContain(car.vehicle);
    const shown = await given
      .visitor()
      .get<Vehicle & { availability: string }>(`/v1/dealers/${dealer}/vehicles/${car.vehicle}`);
    expect(shown.availability).toBe("sold");
  },
);

async function recommended(dealer: string, { vehicle }: Vehicle): Promise<string[]> {
  const path = `/v1/dealers/${dealer}/vehicles/${vehicle}/similar`;
  const answer = await given.visitor().ask("GET", path);
  // A car that was just put on sale is not on the shelves yet.
  if (answer.status === 404) return [];
  return (answer.body as { data: { vehicle: string }[] }).data.map((row) => row.vehicle);
}

test("a price, a dealer or a buyer that the client sends is refused, and nothing is ordered", async () => {
  const car = await given.carOnSale(london);
  const shopper = given.customer(london, 17);
  for (const forged of [{ price: { amount: 1, currency: "GBP" } }, { dealer: shanghai }, { buyer: "me" }]) {
    const body = { vehicle: car.vehicle, ...forged };
    const answer = await shopper.ask("POST", `/v1/dealers/${london}/orders`, { body });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  }
  expect(await then.events(london, car.vin)).not.toContainEqual(
    expect.objectContaining({ type: "OrderPlaced" }),
  );
});

test("an order that is cancelled frees its car for the next buyer", async () => {
  const car = await given.carOnSale(shanghai);
  const [first, second] = [given.customer(shanghai, 18), given.customer(shanghai, 17)];
  const { order } = await when.orders(first, shanghai, car.vehicle);
  const taken = await second.ask("POST", `/v1/dealers/${shanghai}/orders`, {
    body: { vehicle: car.vehicle },
  });
  expect(taken).toMatchObject({ status: 409, body: { code: "vehicle_taken" } });

  await first.post(`/v1/dealers/${shanghai}/orders/${order}/cancel`);
  const next = await when.orders(second, shanghai, car.vehicle);

  expect(next.state).toBe("placed");
  const mails = await then.mails(order, 2);
  expect(mails.map(({ to }) => to)).toEqual([[first.email], [first.email]]);
});
