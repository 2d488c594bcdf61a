import * as fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { VehicleDeleted, VehiclePutOnSale, VehicleTakenOffSale } from "#functions/catalog/events";
import { LeadReceived } from "#functions/leads/events";
import { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import { type Car, isOffered, merged, unknownCar } from "#functions/recommendation/car";
import { recommendation } from "#functions/recommendation/context";
import { announce } from "#shared/events";
import { newId } from "#shared/ids";
import { system, within } from "#shared/scope";
import { instant } from "#shared/time";
import { type Piece, transact } from "#shared/transact";
import { type Forecourt, forecourt } from "#test/support/forecourt";

const dealer = "london-cars";
const vin = "WVWZZZ1KZAW000001";
let world: Forecourt;

beforeEach(async () => {
  world = await forecourt({ contexts: [recommendation] });
  await world.dealer({ id: dealer });
});

type Given = { brand?: string; model?: string; body?: "suv" | "hatchback"; year?: number; price?: number };

/** What other contexts tell; every event a moment after the one before. */
async function told(...pieces: (() => Piece)[]): Promise<void> {
  for (const piece of pieces) {
    world.clock.advance(10);
    const scope = { context: "catalog", dealer, caller: system, correlation: "test", action: "test" };
    await within(scope, () => transact([piece()]));
  }
}

const onSale = (vehicle: string, given: Given = {}) => {
  const { price = 1_500_000, ...facts } = given;
  const data = {
    vehicle,
    vin,
    brand: "Volkswagen",
    model: "Golf",
    body: "hatchback",
    fuel: "petrol",
  } as const;
  return () =>
    announce(VehiclePutOnSale, { ...data, year: 2022, ...facts, price: { amount: price, currency: "GBP" } });
};
const offSale = (vehicle: string) => () => announce(VehicleTakenOffSale, { vehicle });
const people = [
  "per_01kb2y6q0a4n8r7v3x5z9c1d21",
  "per_01kb2y6q0a4n8r7v3x5z9c1d22",
  "per_01kb2y6q0a4n8r7v3x5z9c1d23",
];
const price = { amount: 1_500_000, currency: "GBP" as const };
const about = (vehicle: string, order: string, buyer: string) => ({ vehicle, order, buyer, vin, price });
const placed =
  (vehicle: string, order: string, buyer = "ada") =>
  () =>
    announce(OrderPlaced, { ...about(vehicle, order, buyer), hold_until: instant() });
const paid =
  (vehicle: string, order: string, buyer = "ada") =>
  () =>
    announce(OrderPaid, { ...about(vehicle, order, buyer), paid_at: instant() });
const expired =
  (vehicle: string, order: string, buyer = "ada") =>
  () =>
    announce(OrderExpired, about(vehicle, order, buyer));
const cancelled = (vehicle: string, order: string, was_paid: boolean) => () =>
  announce(OrderCancelled, { ...about(vehicle, order, "ada"), by: "buyer", was_paid });
const lead =
  (vehicle: string, person: string, quarantined = false) =>
  () =>
    announce(LeadReceived, {
      lead: newId("lead"),
      person,
      source: "web",
      vehicle,
      stage: "new",
      quarantined,
    });

type Row = { vehicle: string; reason: string; score: number };
async function listOf(vehicle: string): Promise<Row[]> {
  const reply = await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${vehicle}/similar`);
  expect(reply.status).toBe(200);
  return reply.body.data;
}
const idsOf = async (vehicle: string) => (await listOf(vehicle)).map((row) => row.vehicle);
const some = (count: number) => Array.from({ length: count }, () => newId("veh"));
const visit = (visitor: string, vehicle: string, kind = "view") =>
  world.visitor.post(`/v1/dealers/${dealer}/signals`, { visitor: visitor.padEnd(16, "0"), kind, vehicle });

test("a shopper sees cars like the one they look at, the likest first, with price and reason", async () => {
  const [golf, twin, older, truck] = some(4) as [string, string, string, string];
  await told(
    onSale(golf),
    onSale(older, { year: 2019, price: 1_200_000 }),
    onSale(twin),
    onSale(truck, { brand: "Ford", model: "Kuga", body: "suv", price: 4_000_000, year: 2012 }),
  );
  await world.settle();
  const reply = await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${golf}/similar`);
  expect(reply.body.data).toMatchObject([
    { vehicle: twin, brand: "Volkswagen", model: "Golf", year: 2022, price, reason: "similar", score: 1 },
    { vehicle: older, reason: "similar" },
  ]);
  expect(reply.body).toHaveProperty("as_of", expect.stringMatching(/^2026-11-25T/));
});

test("the lists are one read", async () => {
  const [golf, other] = some(2) as [string, string];
  await told(onSale(golf), onSale(other));
  await world.settle();
  await idsOf(golf);
  world.aws.reset();
  await idsOf(golf);
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["BatchGetItem"]);
});

test("a car leaves the lists when it is ordered, comes back when the order ends, and is gone when it is sold", async () => {
  const [golf, other] = some(2) as [string, string];
  const [first, second, third] = [newId("ord"), newId("ord"), newId("ord")];
  await told(onSale(golf), onSale(other));
  const after = async (...pieces: (() => Piece)[]) => {
    await told(...pieces);
    await world.settle();
    return idsOf(golf);
  };
  expect(await after()).toEqual([other]);
  expect(await after(placed(other, first))).toEqual([]);
  expect(await after(expired(other, first))).toEqual([other]);
  expect(await after(placed(other, second), cancelled(other, second, false))).toEqual([other]);
  expect(await after(placed(other, third))).toEqual([]);
  expect(await after(paid(other, third))).toEqual([]);
  expect(await after(cancelled(other, third, true))).toEqual([other]);
  expect(await after(offSale(other))).toEqual([]);
});

test("a sold car still leads to its likes, and an unknown one answers like a car of another dealer", async () => {
  const [golf, other] = some(2) as [string, string];
  const order = newId("ord");
  await world.dealer({ id: "shanghai-cars" });
  await told(onSale(golf), onSale(other), placed(golf, order), paid(golf, order));
  await world.settle();
  expect(await idsOf(golf)).toEqual([other]);
  expect(await idsOf(other)).toEqual([]);
  const missing = await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${newId("veh")}/similar`);
  const foreign = await world.visitor.get(`/v1/dealers/shanghai-cars/vehicles/${golf}/similar`);
  expect([missing.status, foreign.status]).toEqual([404, 404]);
  expect(foreign.text).toBe(missing.text);
});

test("a late 'put on sale' brings no sold and no withdrawn car back", async () => {
  const [golf, sold, gone, deleted] = some(4) as [string, string, string, string];
  const order = newId("ord");
  await told(
    onSale(golf),
    onSale(sold),
    onSale(gone),
    onSale(deleted),
    placed(sold, order),
    paid(sold, order),
  );
  await told(offSale(gone), () => announce(VehicleDeleted, { vehicle: deleted }));
  await world.settle({ reorder: (records) => records.toReversed() });
  expect(await idsOf(golf)).toEqual([]);
});

test("each event ten times and in any order gives the same lists", async () => {
  const cars = some(6);
  const [a, b, c, d] = cars as [string, string, string, string];
  const orders = [newId("ord"), newId("ord"), newId("ord")] as const;
  const story = [
    ...cars.map((car, n) => onSale(car, { price: 1_500_000 + n * 100_000, year: 2020 + (n % 3) })),
    ...[people[0]!, people[1]!, people[2]!].flatMap((person) => [
      lead(a, person),
      lead(b, person),
      lead(c, person),
    ]),
    placed(d, orders[0], "ada"),
    expired(d, orders[0], "ada"),
    placed(a, orders[1], "ada"),
    expired(a, orders[1]),
    placed(b, orders[2], "bob"),
    paid(b, orders[2], "bob"),
    offSale(cars[5]!),
  ];
  const outcomes: string[] = [];
  for (const seed of [0, 1, 2, 3]) {
    world = await forecourt({ contexts: [recommendation] });
    await world.dealer({ id: dealer });
    await told(...story);
    await world.settle(seed === 0 ? {} : { times: 10, reorder: (records) => shuffled(records, seed) });
    const lists = [];
    for (const car of cars) lists.push(await listOf(car));
    outcomes.push(JSON.stringify(lists));
    expect(world.deadLetters("recommendation")).toEqual([]);
  }
  expect(new Set(outcomes).size).toBe(1);
  expect(outcomes[0]).toContain("also_considered");
});

test("whatever is told of a car, in whatever order and how often, leads to one state", () => {
  const facts = { brand: "VW", model: "Golf", body: "suv", fuel: "petrol", year: 2020, price } as const;
  const moment = fc.integer({ min: 0, max: 5 }).map((n) => `2026-11-25T0${n}`);
  const change: fc.Arbitrary<Partial<Car>> = fc.oneof(
    fc.record({
      facts: fc.integer({ min: 2018, max: 2022 }).map((year) => ({ ...facts, year })),
      facts_at: moment,
    }),
    fc.record({ on_sale: fc.boolean(), sale_at: moment }),
    fc.record({
      orders: fc.dictionary(fc.constantFrom("o1", "o2"), fc.integer({ min: 1, max: 4 })),
      at: moment,
    }),
  );
  const outcome = (changes: Partial<Car>[]) =>
    changes.reduce<Car>((car, next) => merged(car, { ...unknownCar, ...next }), unknownCar);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), fc.integer(), (changes, seed) => {
      const again = outcome(shuffled([...changes, ...changes], seed));
      expect(again).toEqual(outcome(changes));
      expect(isOffered(again)).toBe(isOffered(outcome(changes)));
    }),
  );
});

test("cars that the same visitors, buyers and people were interested in are told apart from similar ones", async () => {
  const [golf, kuga, polo] = some(3) as [string, string, string];
  await told(
    onSale(golf),
    onSale(kuga, { brand: "Ford", model: "Kuga", body: "suv", price: 4_000_000 }),
    onSale(polo),
  );
  await told(lead(golf, people[0]!), lead(kuga, people[0]!));
  await world.settle();
  expect((await listOf(golf)).map(({ reason }) => reason)).toEqual(["similar"]);
  for (const kind of ["view", "favourite", "view"])
    expect((await visit("visitor-one", golf, kind)).status).toBe(202);
  expect((await visit("visitor-one", kuga)).status).toBe(202);
  await world.settle();
  expect(await listOf(golf)).toMatchObject([
    { vehicle: kuga, reason: "also_considered", score: 0.286 },
    { vehicle: polo, reason: "similar", score: 1 },
  ]);
});

test("one person's path alone recommends nothing, however often they walk it", async () => {
  const [golf, kuga] = some(2) as [string, string];
  await told(onSale(golf), onSale(kuga, { brand: "Ford", model: "Kuga", body: "suv", price: 9_000_000 }));
  await world.settle();
  for (let n = 0; n < 5; n += 1) {
    await visit("the-same-visitor", golf);
    await visit("the-same-visitor", kuga);
    await world.settle();
  }
  expect(await listOf(golf)).toEqual([]);
});

test("quarantined leads and invented cars leave no trace in anybody's list", async () => {
  const [golf, kuga] = some(2) as [string, string];
  await told(onSale(golf), onSale(kuga, { brand: "Ford", body: "suv", price: 9_000_000 }));
  for (const person of [people[0]!, people[1]!])
    await told(lead(golf, person, true), lead(kuga, person, true));
  await world.settle();
  const before = world.table().length;
  for (const visitor of ["visitor-one", "visitor-two"]) await visit(visitor, newId("veh"));
  await world.settle();
  expect(await listOf(golf)).toEqual([]);
  const kinds = world
    .table()
    .slice(before)
    .map((item) => JSON.stringify(item));
  expect(kinds.filter((item) => item.includes("#company#") || item.includes("#interest#"))).toEqual([]);
});

test("a visitor's identifier is kept only as a digest, and not beyond 30 days", async () => {
  const [golf] = some(1) as [string];
  await told(onSale(golf));
  await world.settle();
  await visit("visitor-in-clear", golf);
  await world.settle();
  const stored = world.table().map((item) => JSON.stringify(item));
  expect(stored.filter((item) => item.includes("visitor-in-clear"))).toEqual([]);
  const interest = stored.filter((item) => item.includes("#recommendation#interest#"));
  expect(interest).toHaveLength(1);
  expect(interest[0]).toContain(`"_ttl"`);
});

test("a signal of the wrong shape is refused and nothing is sent or written", async () => {
  const [golf] = some(1) as [string];
  const path = `/v1/dealers/${dealer}/signals`;
  const good = { visitor: "0123456789abcdef", kind: "view", vehicle: golf };
  await world.visitor.post(path, good);
  world.aws.reset();
  const wrong = [
    { ...good, visitor: "ada@example.com.uk" },
    { ...good, visitor: "short" },
    { ...good, kind: "stare" },
    { ...good, vehicle: undefined },
    { ...good, email: "ada@example.com" },
  ];
  for (const body of wrong) expect((await world.visitor.post(path, body)).status).toBe(400);
  expect(world.aws.calls).toEqual([]);
  expect((await world.visitor.post("/v1/dealers/nowhere-cars/signals", good)).status).toBe(404);
});

test("one source sends so many signals and no more, at one update and one message each", async () => {
  const [golf] = some(1) as [string];
  await visit("visitor-one", golf);
  world.clock.advance(10_000);
  world.aws.reset();
  expect((await visit("visitor-one", golf)).status).toBe(202);
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["UpdateItem", "SendMessage"]);
  const statuses: number[] = [];
  for (let n = 0; n < 70; n += 1) statuses.push((await visit("visitor-one", golf)).status);
  expect(statuses.filter((status) => status === 202)).toHaveLength(59);
  expect(statuses.at(-1)).toBe(429);
});

test("staff see what visitors did day by day, in the dealer's own day; others do not", async () => {
  const [golf] = some(1) as [string];
  await visit("visitor-one", golf);
  await visit("visitor-two", golf, "compare");
  await world.visitor.post(`/v1/dealers/${dealer}/signals`, { visitor: "0123456789abcdef", kind: "search" });
  await world.settle();
  const reply = await world.staff(dealer, "owner").get("/v1/signals?from=2026-11-01&to=2026-11-30");
  expect(reply.body.data).toEqual([
    { day: "2026-11-25", view: 1, compare: 1, favourite: 0, search: 1, share: 0 },
  ]);
  expect((await world.staff(dealer, "nobody").get("/v1/signals")).status).toBe(403);
  expect((await world.staff("other-cars", "owner").get("/v1/signals")).body.data).toBeUndefined();
});

/** Fisher and Yates with a small generator, so that a failure can be repeated. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const mixed = [...items];
  let state = (seed >>> 0) + 1;
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
