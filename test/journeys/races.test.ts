import { expect, test } from "vitest";
import { each } from "#local/seed/calling";
import { given, london, type Order, shanghai, then, type Vehicle } from "./steps.ts";
import type { Buyer } from "./tokens.ts";

const inFlight = 16;
/** `RUSH=10 npm run test:journeys -- races`: ten rounds, 5,000 attempts, as docs/verify-at-scale.md records them. */
const rush = Number(process.env["RUSH"] ?? 1);

type Movement = { from: string; to: string; order?: string };

test("of 200 buyers of one car one gets it: one order, one hold, one event, one mail, and 199 hear that it is taken", async () => {
  const car = await given.carOnSale(london);
  const buyers = await given.buyers(200, "rush");

  const answers = await each(buyers, inFlight, (buyer) => order(buyer, london, car));

  expect(counted(answers)).toEqual({ "201": 1, "409 vehicle_taken": 199 });
  const won = answers.find(({ status }) => status === 201)?.body as Order;
  const mails = await then.mails(won.order, 1);
  expect(mails.map(({ to }) => to)).toEqual([[buyers.find(({ account }) => account === won.buyer)?.email]]);
  await assertHeldOnce(london, car, won.order);
  const losers = buyers.filter(({ account }) => account !== won.buyer).slice(0, 5);
  for (const loser of losers)
    expect((await loser.get<{ data: Order[] }>(`/v1/dealers/${london}/orders`)).data).toEqual([]);
});

test(
  "of 500 buyers of twenty cars twenty get one each, and no car goes to two",
  async () => {
    // The same people every time: a pool of five thousand accounts would measure the engine's pool.
    const buyers = await given.buyers(500, "crowd");
    for (let round = 0; round < rush; round += 1) {
      const cars = await each(Array.from({ length: 20 }), 4, () => given.carOnSale(shanghai));

      const answers = await each(buyers, inFlight, (buyer, index) =>
        order(buyer, shanghai, cars[(index * 7) % cars.length]),
      );

      expect(counted(answers)).toEqual({ "201": 20, "409 vehicle_taken": 480 });
      const orders = answers.filter(({ status }) => status === 201).map(({ body }) => body as Order);
      expect(new Set(orders.map(({ vin }) => vin)).size).toBe(cars.length);
      for (const { order: id, vin } of orders) {
        const car = cars.find((each) => each.vin === vin);
        if (!car) throw new Error(`Nobody offered ${vin}.`);
        expect(await then.mails(id, 1)).toHaveLength(1);
        await assertHeldOnce(shanghai, car, id);
      }
    }
  },
  120_000 * (1 + rush),
);

test("one buyer who sends the same order sixteen times at once has one order and hears the same answer", async () => {
  const car = await given.carOnSale(london);
  const [buyer] = await given.buyers(1, "eager");
  const key = { "idempotency-key": `same-${car.vehicle}` };

  const answers = await each(Array.from({ length: 16 }), inFlight, () =>
    buyer!.ask("POST", `/v1/dealers/${london}/orders`, { body: { vehicle: car.vehicle }, headers: key }),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => (body as Order).order)).size).toBe(1);
});

function order(buyer: Buyer, dealer: string, car: Vehicle | undefined) {
  return buyer.ask("POST", `/v1/dealers/${dealer}/orders`, { body: { vehicle: car?.vehicle } });
}

function counted(answers: { status: number; body: unknown }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const { code } = (body ?? {}) as { code?: string };
    const name = code ? `${status} ${code}` : String(status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

async function assertHeldOnce(dealer: string, car: Vehicle, id: string): Promise<void> {
  const staff = given.staff(dealer);
  const { data } = await staff.get<{ data: Movement[] }>(`/v1/stock-movements?vin=${car.vin}`);
  expect(data.filter(({ to }) => to === "held")).toMatchObject([{ from: "in_stock", order: id }]);
  expect(await staff.get(`/v1/stock-units/${car.vin}`)).toMatchObject({ state: "held", held_by: id });
  const placed = (await then.events(dealer, car.vin)).filter(({ type }) => type === "OrderPlaced");
  expect(placed.map(({ data: { order } }) => order)).toEqual([id]);
}
