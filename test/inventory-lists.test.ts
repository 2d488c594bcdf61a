import { expect, test } from "vitest";
import type { Reply } from "./support/api.ts";
import { expectStatus, shop, text, vinOf } from "./support/shop.ts";

/** Two stores, each with counted stock of the same SKUs. */
async function counted() {
  const given = await shop();
  const open = async (name: string) => {
    const address = { lines: ["1 Long Lane"], city: "London", country: "GB" };
    const opened = await given.staff().post("/v1/stores", { name: { en: name }, address });
    return text(expectStatus(opened, 201).body["store"]);
  };
  const soho = await open("Soho");
  // Identifiers sort by their millisecond.
  given.world.clock.advance(1);
  const camden = await open("Camden");
  for (const store of [soho, camden])
    for (const sku of ["OIL", "WAX"]) {
      const item = { sku, store, name: sku, on_hand: 5, threshold: sku === "WAX" ? 9 : 3 };
      expectStatus(await given.staff().post("/v1/stock-items", item), 201);
    }
  const get = (path: string): Promise<Reply> => given.staff().get(path);
  return { ...given, soho, camden, get };
}

/** Every entry of a list, read one a page; a page that held more would be seen as one that was skipped. */
async function paged(get: (path: string) => Promise<Reply>, path: string) {
  const found: Record<string, unknown>[] = [];
  for (let cursor = ""; ;) {
    const { body } = expectStatus(await get(`${path}limit=1${cursor && `&cursor=${cursor}`}`), 200);
    expect(body.data.length).toBeLessThanOrEqual(1);
    found.push(...body.data);
    if (typeof body["next_cursor"] !== "string") return found;
    cursor = encodeURIComponent(body["next_cursor"]);
  }
}

test("counted stock is listed by SKU, by store, by what runs low, or all, a page at a time", async () => {
  const { get, soho, camden } = await counted();
  const list = async (query: string) =>
    (await paged(get, `/v1/stock-items?${query}`)).map(({ sku, store }) => `${sku} ${store}`);
  expect(await list("")).toEqual([`OIL ${soho}`, `OIL ${camden}`, `WAX ${soho}`, `WAX ${camden}`]);
  expect(await list("sku=WAX&")).toEqual([`WAX ${soho}`, `WAX ${camden}`]);
  expect(await list(`store=${camden}&`)).toEqual([`OIL ${camden}`, `WAX ${camden}`]);
  expect(await list("low=true&")).toEqual([`WAX ${soho}`, `WAX ${camden}`]);
});

test("a list is filtered by one thing, and by two it says so", async () => {
  const { get, soho } = await counted();
  for (const path of [
    `/v1/stock-items?sku=OIL&store=${soho}`,
    "/v1/stock-items?sku=OIL&low=true",
    `/v1/stock-items?store=${soho}&low=true`,
    `/v1/stock-units?store=${soho}&state=sold`,
  ]) {
    const { status, body } = await get(path);
    expect([status, body["code"]]).toEqual([400, "filters_exclusive"]);
  }
  const both = await get(`/v1/stock-movements?sku=OIL&vin=${vinOf(1)}`);
  expect([both.status, both.body["code"]]).toEqual([400, "filter_missing"]);
});

test("cars of one store are paged, in the order of their numbers", async () => {
  const { get, staff, soho, camden } = await counted();
  for (const [number, store] of [
    [3, soho],
    [1, soho],
    [2, camden],
  ] as const)
    expectStatus(await staff().post("/v1/stock-units", { vin: vinOf(number), store }), 201);
  const vins = (await paged(get, `/v1/stock-units?store=${soho}&`)).map(({ vin }) => vin);
  expect(vins).toEqual([vinOf(1), vinOf(3)]);
});

test("a history begins with the newest change, of a SKU as of a car, and is paged", async () => {
  const { get, staff, soho, world } = await counted();
  const adjust = async (quantity: number, of: string) => {
    world.clock.advance(1);
    const body = { store: soho, quantity, of, reason: `${of} ${quantity}` };
    expectStatus(await staff().post("/v1/stock-items/OIL/adjust", body), 200);
  };
  await adjust(4, "on_hand");
  await adjust(2, "reserved");
  const own = (await paged(get, "/v1/stock-movements?sku=OIL&")).filter(({ store }) => store === soho);
  expect(own.map(({ from, to, quantity, reason }) => [from, to, quantity, reason])).toEqual([
    ["reserved", "reserved", 2, "reserved 2"],
    ["on_hand", "on_hand", 4, "on_hand 4"],
    ["nowhere", "on_hand", 5, "first count"],
  ]);
  const vin = vinOf(1);
  expectStatus(await staff().post("/v1/stock-units", { vin, store: soho }), 201);
  world.clock.advance(1);
  await staff().post(`/v1/stock-units/${vin}/move`, { to: "in_transit", reason: "fair" });
  const history = await paged(get, `/v1/stock-movements?vin=${vin}&`);
  expect(history.map(({ from, to }) => [from, to])).toEqual([
    ["in_stock", "in_transit"],
    ["nowhere", "in_stock"],
  ]);
});

test("what is decided upon is read as it stands, never as an index or a replica remembers it", async () => {
  const { staff, soho, world } = await counted();
  expectStatus(await staff().post("/v1/stock-units", { vin: vinOf(1), store: soho }), 201);
  const stale = async (act: () => Promise<Reply>, sort: string) => {
    world.aws.reset();
    expectStatus(await act(), 200);
    const reads = world.aws.calls.filter(
      ({ operation, input }) => operation === "GetItem" && JSON.stringify(input["Key"]).includes(sort),
    );
    expect(reads.length).toBeGreaterThan(0);
    return reads.filter(({ input }) => input["ConsistentRead"] !== true);
  };
  const adjusts = () => staff().post("/v1/stock-items/OIL/adjust", { store: soho, quantity: 1, reason: "x" });
  const changes = () =>
    staff().patch("/v1/stock-items/OIL", { store: soho, name: "Oil" }, { "if-match": '"2"' });
  const moves = () => staff().post(`/v1/stock-units/${vinOf(1)}/move`, { to: "in_transit", reason: "x" });
  expect(await stale(adjusts, "#inventory#item#")).toEqual([]);
  expect(await stale(changes, "#inventory#item#")).toEqual([]);
  expect(await stale(moves, "#inventory#unit#")).toEqual([]);
});

test("an adjustment answers the item as it is stored, and a refused one what there is", async () => {
  const { staff, get, soho } = await counted();
  const adjust = (quantity: number) =>
    staff().post("/v1/stock-items/OIL/adjust", { store: soho, quantity, reason: "count" });
  const changed = expectStatus(await adjust(-2), 200).body;
  const stored = (await get("/v1/stock-items?sku=OIL")).body.data.find(({ store }) => store === soho);
  expect(changed).toEqual(stored);
  const refused = (await adjust(-4)).body;
  expect(refused).toMatchObject({ code: "stock_insufficient", on_hand: 3, reserved: 0 });
});

test("a move names a state, a store or both, and answers the car as it is stored", async () => {
  const { staff, get, soho, camden } = await counted();
  const vin = vinOf(1);
  expectStatus(await staff().post("/v1/stock-units", { vin, store: soho }), 201);
  const move = (body: object) => staff().post(`/v1/stock-units/${vin}/move`, { reason: "x", ...body });
  expect((await move({})).status).toBe(400);
  expect((await move({ to: "in_stock" })).body["code"]).toBe("unit_there_already");
  expect((await move({ to: "in_stock", store: soho })).body["code"]).toBe("unit_there_already");
  const both = expectStatus(await move({ to: "in_transit", store: camden }), 200).body;
  expect(both).toMatchObject({ state: "in_transit", store: camden });
  expect((await get(`/v1/stock-units/${vin}`)).body).toEqual(both);
  const state = expectStatus(await move({ to: "in_stock" }), 200).body;
  expect(state).toMatchObject({ state: "in_stock", store: camden });
  expect((await move({ store: "sto_01kb2y6q0a4n8r7v3x5z9c1d2e" })).body["code"]).toBe("store_unknown");
});
