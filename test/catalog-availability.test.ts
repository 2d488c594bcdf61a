import * as fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { catalog } from "#functions/catalog/context";
import { offered, unchanged } from "#functions/catalog/index";
import { StockMoved } from "#functions/inventory/events";
import { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import { newId } from "#shared/ids";
import { system, within } from "#shared/scope";
import { transact } from "#shared/transact";
import { inWindow, onSale, told } from "#test/catalog-given";
import { type Forecourt, forecourt } from "#test/support/forecourt";

let world: Forecourt;
let london: string;
let staff: ReturnType<Forecourt["staff"]>;

beforeEach(async () => {
  world = await forecourt({ contexts: [catalog] });
  london = await world.dealer();
  staff = world.staff(london, "owner");
});

const price = { amount: 1_899_500, currency: "GBP" };
const kinds = { placed: OrderPlaced, paid: OrderPaid, cancelled: OrderCancelled, expired: OrderExpired };
type Word = keyof typeof kinds;
type Car = { vehicle: string; vin: string };

/** An order of a car, made some milliseconds later: what it says is told word by word. */
function orderOf(car: Car, after = 1000) {
  world.clock.advance(after);
  const order = newId("ord");
  const at = "2026-11-25T09:00:00.000Z";
  const all = {
    order,
    buyer: "ada",
    ...car,
    price,
    hold_until: at,
    paid_at: at,
    by: "buyer",
    was_paid: false,
  };
  return (word: Word) => told(london, "orders", kinds[word], all);
}

async function stateOf({ vehicle }: Car): Promise<{ availability: string; shown: boolean }> {
  const { body } = await world.visitor.get(`/v1/dealers/${london}/vehicles/${vehicle}`);
  const shown = (await inWindow(world, london)).includes(vehicle);
  return { availability: (body as { availability?: string }).availability ?? "", shown };
}

test("a car leaves the window when it is ordered, returns when the order ends, and stays out when it is paid", async () => {
  const car = await onSale(world, london);
  const first = orderOf(car);
  await first("placed");
  await world.settle();
  expect(await stateOf(car)).toEqual({ availability: "held", shown: false });
  await first("expired");
  await world.settle();
  expect(await stateOf(car)).toEqual({ availability: "available", shown: true });
  const second = orderOf(car);
  await second("placed");
  await second("paid");
  await world.settle();
  expect(await stateOf(car)).toEqual({ availability: "sold", shown: false });
  expect(world.deadLetters("catalog")).toEqual([]);
});

test("the latest word of the latest order stands, however often and in whatever order words arrive", async () => {
  const lives: Word[][] = [
    ["placed"],
    ["placed", "paid"],
    ["placed", "expired"],
    ["placed", "paid", "cancelled"],
  ];
  const meant = { placed: "held", paid: "sold", expired: "available", cancelled: "available" };
  const history = fc.tuple(
    fc.array(fc.constantFrom(lives[2]!, lives[3]!), { maxLength: 3 }),
    fc.constantFrom(...lives),
    fc.infiniteStream(fc.nat()),
  );
  await fc.assert(
    fc.asyncProperty(history, async ([before, last, random]) => {
      const car = await onSale(world, london);
      for (const life of [...before, last]) {
        const say = orderOf(car);
        for (const word of life) await say(word);
      }
      const reorder = <T>(records: T[]): T[] => {
        const keyed = records.map((record) => [random.next().value ?? 0, record] as const);
        return keyed.sort(([a], [b]) => a - b).map(([, record]) => record);
      };
      await world.settle({ times: 2, reorder });
      const availability = meant[last.at(-1)!];
      expect(await stateOf(car)).toEqual({ availability, shown: availability === "available" });
      expect(world.deadLetters("catalog")).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("a word that comes long after a later one changes nothing, not even the version", async () => {
  const car = await onSale(world, london);
  const [first, second] = [orderOf(car), orderOf(car)];
  await second("paid");
  await world.settle();
  const before = await staff.get(`/v1/vehicles/${car.vehicle}`);
  for (const word of ["placed", "cancelled", "expired"] as const) await first(word);
  await second("placed");
  await world.settle({ times: 3 });
  expect((await staff.get(`/v1/vehicles/${car.vehicle}`)).text).toBe(before.text);
});

test("orders and moves within one millisecond leave the car to whoever has it", async () => {
  for (let round = 0; round < 20; round += 1) {
    const car = await onSale(world, london);
    const move = { vin: car.vin, from: "none", to: "in_stock", quantity: 1, reason: "received" };
    await told(london, "inventory", StockMoved, move);
    const [first, second] = [orderOf(car, 0), orderOf(car, 0)];
    for (const word of ["placed", "cancelled"] as const) await first(word);
    await second("placed");
    await world.settle();
    expect(await stateOf(car)).toEqual({ availability: "held", shown: false });
  }
});

test("a car that staff move by hand stands where they moved it, and one of another VIN is left alone", async () => {
  const [car, other] = [await onSale(world, london), await onSale(world, london)];
  const store = "sto_01kb2y6q0a4n8r7v3x5z9c1d2e";
  const move = { vin: car.vin, from: "in_transit", to: "in_stock", quantity: 1, reason: "arrived", store };
  world.clock.advance(1000);
  await told(london, "inventory", StockMoved, move);
  await told(london, "inventory", StockMoved, { ...move, vin: undefined, sku: "tyre" });
  await told(london, "inventory", StockMoved, { ...move, vin: "WBA8E9C50GK999999" });
  await world.settle();
  expect((await staff.get(`/v1/vehicles/${car.vehicle}`)).body).toMatchObject({
    store,
    availability: "available",
  });
  expect((await staff.get(`/v1/vehicles/${other.vehicle}`)).body).toMatchObject({ version: 2 });
  expect(world.deadLetters("catalog")).toEqual([]);
});

test("what is said of a deleted vehicle is not kept", async () => {
  const car = await onSale(world, london);
  await staff.post(`/v1/vehicles/${car.vehicle}/take-off-sale`);
  await staff.delete(`/v1/vehicles/${car.vehicle}`, { "if-match": '"3"' });
  await orderOf(car)("placed");
  await world.settle();
  expect((await staff.get(`/v1/vehicles/${car.vehicle}`)).status).toBe(404);
  expect(world.deadLetters("catalog")).toEqual([]);
});

test("a car in an order is neither deleted nor, once sold, put on sale again", async () => {
  const car = await onSale(world, london);
  const order = orderOf(car);
  await order("placed");
  await world.settle();
  const off = await staff.post(`/v1/vehicles/${car.vehicle}/take-off-sale`);
  const match = { "if-match": off.headers["etag"] ?? "" };
  expect((await staff.delete(`/v1/vehicles/${car.vehicle}`, match)).body).toMatchObject({
    code: "vehicle_in_order",
  });
  await order("paid");
  await world.settle();
  expect((await staff.post(`/v1/vehicles/${car.vehicle}/put-on-sale`)).body).toMatchObject({
    code: "vehicle_sold",
  });
});

test("an offer holds through edits and holds, and breaks with its price or its sale", async () => {
  const car = await onSale(world, london);
  const asOrders = <T>(run: () => Promise<T>) =>
    within({ context: "orders", dealer: london, caller: system, correlation: "test", action: "test" }, run);
  const seen = await asOrders(() => offered(car.vehicle));
  const holds = () => asOrders(async () => transact([await unchanged(seen)]));
  const path = `/v1/vehicles/${car.vehicle}`;
  await staff.patch(path, { colour: "Black" }, { "if-match": '"2"' });
  await orderOf(car)("placed");
  await world.settle();
  await expect(holds()).resolves.toBeUndefined();
  await staff.post(`${path}/take-off-sale`);
  await expect(holds()).rejects.toMatchObject({ status: 409, code: "vehicle_not_on_sale" });
  await staff.post(`${path}/put-on-sale`);
  await expect(holds()).resolves.toBeUndefined();
  const edited = await staff.get(path);
  await staff.patch(
    path,
    { price: { amount: 5, currency: "GBP" } },
    { "if-match": edited.headers["etag"] ?? "" },
  );
  await expect(holds()).rejects.toMatchObject({ status: 409, code: "vehicle_price_changed" });
  await staff.post(`${path}/take-off-sale`);
  await expect(holds()).rejects.toMatchObject({ status: 409, code: "vehicle_not_on_sale" });
  await expect(asOrders(() => offered(car.vehicle))).rejects.toMatchObject({ code: "vehicle_not_on_sale" });
  await expect(asOrders(() => offered("veh_01kb2y6q0a4n8r7v3x5z9c1d2e"))).rejects.toMatchObject({
    status: 404,
  });
});
