import { expect, test } from "vitest";
import { expectStatus, shop, text, vinOf } from "./support/shop.ts";

/** A shop with two stores. */
async function stocked() {
  const given = await shop();
  const open = async (name: string) =>
    text(expectStatus(await given.staff().post("/v1/stores", storeNamed(name)), 201).body["store"]);
  const [soho, camden] = [await open("Soho"), await open("Camden")];
  const receives = (body: object) => given.staff().post("/v1/stock-units", body);
  const moves = (vin: string, body: object) => given.staff().post(`/v1/stock-units/${vin}/move`, body);
  const counts = (body: object = {}) =>
    given.staff().post("/v1/stock-items", { sku: "OIL-5W30", store: soho, name: "Oil", ...body });
  const adjusts = (body: object) =>
    given.staff().post("/v1/stock-items/OIL-5W30/adjust", { store: soho, reason: "count", ...body });
  return { ...given, soho, camden, receives, moves, counts, adjusts };
}

test("a car is received once, travels, arrives, and its history tells how", async () => {
  const { receives, moves, soho, camden, staff, announced } = await stocked();
  const vin = vinOf(1);
  const received = expectStatus(await receives({ vin, store: soho, state: "in_transit" }), 201);
  expect(received.body).toMatchObject({ vin, store: soho, state: "in_transit", version: 1 });
  expect((await receives({ vin })).body["code"]).toBe("unit_exists");
  const arrived = expectStatus(await moves(vin, { to: "in_stock", reason: "arrived" }), 200);
  expect((await staff().get(`/v1/stock-units/${vin}`)).body).toEqual(arrived.body);
  expectStatus(await moves(vin, { store: camden, reason: "transfer" }), 200);
  expect((await moves(vin, { store: camden, reason: "again" })).body["code"]).toBe("unit_there_already");
  const history = await staff().get(`/v1/stock-movements?vin=${vin}`);
  const told = history.body.data.map(({ from, to, reason, store }) => [from, to, reason, store]);
  expect(told.toSorted()).toEqual([
    ["in_stock", "in_stock", "transfer", camden],
    ["in_transit", "in_stock", "arrived", soho],
    ["nowhere", "in_transit", "received", soho],
  ]);
  expect(announced("StockMoved")).toBe(3);
});

test("a held or sold car is moved by its order alone", async () => {
  const { moves, car, buyer, settles } = await stocked();
  const order = text((await buyer("ada").orders(await car(7))).body["order"]);
  expect((await moves(vinOf(7), { to: "in_stock", reason: "mine" })).body["code"]).toBe("unit_held");
  await settles(text((await buyer("ada").pays(order)).body["payment"]), "captured");
  expect((await moves(vinOf(7), { to: "in_transit", reason: "mine" })).body["code"]).toBe("unit_sold");
});

test("cars are listed by state or by store, each in one read", async () => {
  const { receives, soho, camden, staff, world } = await stocked();
  await receives({ vin: vinOf(1), store: soho });
  await receives({ vin: vinOf(2), store: camden });
  await receives({ vin: vinOf(3), store: soho, state: "in_transit" });
  const vins = async (query: string) =>
    (await staff().get(`/v1/stock-units${query}`)).body.data.map(({ vin }) => vin);
  expect(await vins("")).toEqual([vinOf(1), vinOf(2)]);
  expect(await vins("?state=in_transit")).toEqual([vinOf(3)]);
  expect(await vins("?state=held")).toEqual([]);
  world.aws.reset();
  expect(await vins(`?store=${soho}`)).toEqual([vinOf(1), vinOf(3)]);
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["Query"]);
  expect((await staff().get(`/v1/stock-units?store=${soho}&state=held`)).status).toBe(400);
  expect((await staff().get("/v1/stock-units?colour=red")).status).toBe(400);
  const first = await staff().get("/v1/stock-units?limit=1");
  const next = await staff().get(`/v1/stock-units?limit=1&cursor=${text(first.body["next_cursor"])}`);
  expect(next.body.data.map(({ vin }) => vin)).toEqual([vinOf(2)]);
});

test("stock that cannot be is refused and nothing is written", async () => {
  const { receives, counts, adjusts, staff, items } = await stocked();
  const elsewhere = "sto_01kb2y6q0a4n8r7v3x5z9c1d2e";
  for (const body of [
    { vin: "short" },
    { vin: vinOf(1).replace("W", "O") },
    { vin: vinOf(1), state: "sold" },
    { vin: vinOf(1), held_by: "me" },
  ])
    expect((await receives(body)).status).toBe(400);
  expect((await receives({ vin: vinOf(1), store: elsewhere })).body["code"]).toBe("store_unknown");
  expect((await counts({ store: elsewhere })).body["code"]).toBe("store_unknown");
  expect((await counts({ on_hand: -1 })).status).toBe(400);
  expect((await counts({ on_hand: 1.5 })).status).toBe(400);
  expect((await adjusts({ quantity: 0 })).status).toBe(400);
  expect((await adjusts({ quantity: 1 })).status).toBe(404);
  expect((await staff().get(`/v1/stock-units/${vinOf(1)}`)).status).toBe(404);
  expect((await staff().get("/v1/stock-movements")).body["code"]).toBe("filter_missing");
  expect([...items("StockUnit"), ...items("StockItem"), ...items("StockMovement")]).toEqual([]);
});

test("counted stock is taken in, out and aside, and never more than there is", async () => {
  const { counts, adjusts } = await stocked();
  expectStatus(await counts({ on_hand: 10 }), 201);
  expect((await counts()).body["code"]).toBe("item_exists");
  expectStatus(await adjusts({ quantity: 4, of: "reserved" }), 200);
  const refused = await adjusts({ quantity: -7 });
  expect([refused.status, refused.body["code"]]).toEqual([409, "stock_insufficient"]);
  const taken = expectStatus(await adjusts({ quantity: -6 }), 200);
  expect(taken.body).toMatchObject({ on_hand: 4, reserved: 4, available: 0 });
  expect((await adjusts({ quantity: -5, of: "reserved" })).status).toBe(409);
  expect((await adjusts({ quantity: 1, of: "reserved" })).status).toBe(409);
});

test("running low is told once per crossing, however many take at once", async () => {
  const { counts, adjusts, announced, staff, soho } = await stocked();
  await counts({ on_hand: 5, threshold: 3 });
  const take = () => adjusts({ quantity: -1 });
  await Promise.all([take(), take(), take()]);
  expect(announced("StockRanLow")).toBe(1);
  const [low] = (await staff().get("/v1/stock-items?low=true")).body.data;
  expect(low).toMatchObject({ sku: "OIL-5W30", store: soho, available: 2, low: true });
  await take();
  expect(announced("StockRanLow")).toBe(1);
  await adjusts({ quantity: 2 });
  expect((await staff().get("/v1/stock-items?low=true")).body.data).toEqual([]);
  await take();
  expect(announced("StockRanLow")).toBe(2);
});

test("a threshold is changed only by who has seen the latest state", async () => {
  const { counts, staff, soho } = await stocked();
  await counts({ on_hand: 5 });
  const change = (etag: Record<string, string>, body: object) =>
    staff().patch("/v1/stock-items/OIL-5W30", { store: soho, ...body }, etag);
  expect((await change({}, { threshold: 9 })).status).toBe(428);
  const raised = expectStatus(await change({ "if-match": '"1"' }, { threshold: 9 }), 200);
  expect(raised.body).toMatchObject({ threshold: 9, low: true, version: 2 });
  expect((await change({ "if-match": '"1"' }, { name: "Engine oil" })).status).toBe(412);
  const listed = await staff().get("/v1/stock-items?sku=OIL-5W30");
  expect(listed.body.data).toEqual([raised.body]);
  for (const query of ["", `?store=${soho}`])
    expect((await staff().get(`/v1/stock-items${query}`)).body.data).toHaveLength(1);
});

test("an adjustment that is sent twice under one key counts once", async () => {
  const { counts, soho, staff, fresh } = await stocked();
  await counts({ on_hand: 5 });
  const key = fresh();
  const body = { store: soho, quantity: 3, reason: "delivery" };
  const answers = [
    await staff().post("/v1/stock-items/OIL-5W30/adjust", body, key),
    await staff().post("/v1/stock-items/OIL-5W30/adjust", body, key),
  ];
  expect(answers.map((answer) => answer.body["on_hand"])).toEqual([8, 8]);
  expect(answers[1]?.headers["idempotency-replayed"]).toBe("true");
});

test("stock is seen with one permission, changed with another, and never at another dealer", async () => {
  const { receives, world, dealer } = await stocked();
  await receives({ vin: vinOf(1) });
  const seller = world.staff(dealer, "salesperson");
  expect((await seller.get(`/v1/stock-units/${vinOf(1)}`)).status).toBe(200);
  expect((await seller.post("/v1/stock-units", { vin: vinOf(2) })).status).toBe(403);
  expect((await world.staff(dealer, "promotion-specialist").get("/v1/stock-units")).status).toBe(403);
  await world.dealer({ id: "paris-cars" });
  const paris = world.staff("paris-cars", "owner");
  const missing = await paris.get(`/v1/stock-units/${vinOf(2)}`);
  const foreign = await paris.get(`/v1/stock-units/${vinOf(1)}`);
  expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
  expect((await paris.get("/v1/stock-units")).body.data).toEqual([]);
  const moved = await paris.post(`/v1/stock-units/${vinOf(1)}/move`, { to: "in_transit", reason: "x" });
  expect([moved.status, moved.text]).toEqual([404, missing.text]);
});

const storeNamed = (name: string) => ({
  name: { en: name },
  address: { lines: ["1 High Street"], city: "London", postcode: "W1A 1AA", country: "GB" },
});
