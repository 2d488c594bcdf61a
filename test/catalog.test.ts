import { beforeEach, expect, test } from "vitest";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { car, inWindow, onSale } from "#test/catalog-given";

let world: Forecourt;
let london: string;
let staff: ReturnType<Forecourt["staff"]>;

beforeEach(async () => {
  world = await forecourt();
  london = await world.dealer();
  staff = world.staff(london, "owner");
});

const calls = () => world.aws.calls.map(({ operation }) => operation);
const missingId = "veh_01kb2y6q0a4n8r7v3x5z9c1d2e";

test("a new vehicle is a draft that no shopper sees, with what its VIN says", async () => {
  const added = await staff.post("/v1/vehicles", car({ brand: "bmw ", photos: undefined }));
  expect(added.status).toBe(201);
  expect(added.headers["etag"]).toBe('"1"');
  expect(added.body).toMatchObject({
    brand: "BMW",
    status: "draft",
    availability: "available",
    photos: [],
    vin_facts: { wmi: "WBA", maker: "BMW", country: "DE", region: "europe" },
  });
  const { vehicle } = added.body as unknown as { vehicle: string };
  expect((await world.visitor.get(`/v1/dealers/${london}/vehicles/${vehicle}`)).status).toBe(404);
  expect(await inWindow(world, london)).toEqual([]);
  await world.settle();
  expect(world.deadLetters("catalog")).toEqual([]);
});

test("one VIN is one vehicle of a dealer, however it is spelt", async () => {
  const first = await staff.post("/v1/vehicles", car({ vin: "WBA8E9C50GK646247" }));
  const before = world.table().length;
  const again = await staff.post("/v1/vehicles", car({ vin: " wba8e 9c50-gk646247 " }));
  expect(again.status).toBe(409);
  expect(again.body).toMatchObject({
    code: "vin_exists",
    vehicle: (first.body as { vehicle?: string }).vehicle,
  });
  expect(world.table().length).toBe(before);
  const shanghai = await world.dealer({ id: "shanghai-cars", currency: "CNY" });
  const price = { amount: 1, currency: "CNY" };
  const elsewhere = await world
    .staff(shanghai, "owner")
    .post("/v1/vehicles", car({ vin: "WBA8E9C50GK646247", price }));
  expect(elsewhere.status).toBe(201);
});

test("of fifty who enter the same VIN at once, one does", async () => {
  const vin = "WBA8E9C50GK646999";
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => staff.post("/v1/vehicles", car({ vin }))),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 409)).toHaveLength(49);
});

test("nothing is written of a vehicle that does not have the shared form", async () => {
  const before = world.table().length;
  const wrong: Record<string, unknown>[] = [
    { vin: "WBA8E9C50GK64624" },
    { vin: "1M8GDM9A1KP042788" },
    { brand: "" },
    { model: "a\u0000b" },
    { body: "tank" },
    { fuel: "coal" },
    { year: 2040 },
    { mileage_km: -1 },
    { mileage_km: 1.5 },
    { price: { amount: -1, currency: "GBP" } },
    { price: { amount: 1e15, currency: "GBP" } },
    { photos: [{ url: "http://example.com/a.jpg" }] },
    { photos: [{ url: "//example.com/a.jpg" }] },
    { photos: [{ url: "javascript:alert(1)" }] },
    { photos: [{ url: "https://user:pass@example.com/a.jpg" }] },
    { configuration: { horn: "loud" } },
    { selling_points: [{}] },
    { status: "on_sale" },
    { availability: "sold" },
  ];
  for (const fields of wrong) {
    const reply = await staff.post("/v1/vehicles", car(fields));
    expect(reply.status, JSON.stringify(fields)).toBe(400);
  }
  expect(
    (await staff.post("/v1/vehicles", car({ price: { amount: 1, currency: "CNY" } }))).body,
  ).toMatchObject({
    code: "currency_wrong",
  });
  const store = "sto_01kb2y6q0a4n8r7v3x5z9c1d2e";
  expect((await staff.post("/v1/vehicles", car({ store }))).body).toMatchObject({ code: "store_unknown" });
  expect(world.table().length).toBe(before);
});

test("a vehicle is put on sale only with price and configuration, and then shoppers see all of it", async () => {
  const bare = await staff.post(
    "/v1/vehicles",
    car({ configuration: {}, price: { amount: 0, currency: "GBP" } }),
  );
  const path = `/v1/vehicles/${(bare.body as { vehicle?: string }).vehicle}`;
  const refused = await staff.post(`${path}/put-on-sale`);
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({ code: "vehicle_incomplete", missing: ["price", "configuration"] });

  const { vehicle } = await onSale(world, london);
  const detail = await world.visitor.get(`/v1/dealers/${london}/vehicles/${vehicle}`);
  expect(detail.body).toMatchObject({
    brand: "BMW",
    model: "320d",
    price: { amount: 1_899_500, currency: "GBP" },
    configuration: { power_kw: 140 },
    availability: "available",
    dealer: { dealer: london, name: "London Cars", country: "GB" },
    vin_facts: { maker: "BMW" },
  });
  expect("word" in detail.body).toBe(false);
  expect(await inWindow(world, london)).toEqual([vehicle]);
});

test("putting on sale twice changes and announces nothing more", async () => {
  const { vehicle } = await onSale(world, london);
  const before = world.table().length;
  const again = await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`);
  expect(again.body).toMatchObject({ status: "on_sale", version: 2 });
  expect(world.table().length).toBe(before);
});

test("a vehicle taken off sale is gone for shoppers and can come back", async () => {
  const { vehicle } = await onSale(world, london);
  expect((await staff.post(`/v1/vehicles/${vehicle}/take-off-sale`)).body).toMatchObject({
    status: "off_sale",
  });
  expect(await inWindow(world, london)).toEqual([]);
  const gone = await world.visitor.get(`/v1/dealers/${london}/vehicles/${vehicle}`);
  const never = await world.visitor.get(`/v1/dealers/${london}/vehicles/${missingId}`);
  expect([gone.status, gone.text]).toEqual([404, never.text]);
  await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`);
  expect(await inWindow(world, london)).toEqual([vehicle]);
});

test("a change is in the shop window at once, and null empties what may be empty", async () => {
  const { vehicle } = await onSale(world, london, { trim: "Sport", selling_points: [{ en: "One owner" }] });
  const path = `/v1/vehicles/${vehicle}`;
  const price = { amount: 1_700_000, currency: "GBP" };
  const changed = await staff.patch(path, { price, trim: null, selling_points: null }, { "if-match": '"2"' });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({
    price,
    version: 3,
    photos: [{ url: "/v1/drawings/sedan-white.svg" }],
  });
  const stored = await staff.get(path);
  expect(stored.body).toEqual(changed.body);
  expect("trim" in stored.body || "selling_points" in stored.body).toBe(false);
  const { body } = await world.visitor.get(`/v1/dealers/${london}/vehicles`);
  expect(body.data[0]).toMatchObject({ vehicle, price });
  expect("trim" in body.data[0]!).toBe(false);
});

test("a change of what somebody else has changed since is refused, and so is one without a version", async () => {
  const { vehicle } = await onSale(world, london);
  const path = `/v1/vehicles/${vehicle}`;
  await staff.patch(path, { colour: "Black" }, { "if-match": '"2"' });
  const before = world.table();
  for (const [version, status] of [
    ["2", 412],
    ["9", 412],
  ] as const)
    expect((await staff.patch(path, { colour: "Red" }, { "if-match": `"${version}"` })).status).toBe(status);
  expect((await staff.patch(path, { colour: "Red" })).status).toBe(428);
  expect((await staff.patch(path, {}, { "if-match": '"3"' })).status).toBe(400);
  expect((await staff.patch(path, { vin: "WBA8E9C50GK646247" }, { "if-match": '"3"' })).status).toBe(400);
  expect(world.table()).toEqual(before);
});

test("only a vehicle that is not on sale is deleted, and its VIN is free again", async () => {
  const { vehicle, vin } = await onSale(world, london);
  const path = `/v1/vehicles/${vehicle}`;
  expect((await staff.delete(path, { "if-match": '"2"' })).body).toMatchObject({
    code: "vehicle_on_sale",
  });
  await staff.post(`${path}/take-off-sale`);
  expect((await staff.delete(path, { "if-match": '"2"' })).status).toBe(412);
  expect((await staff.delete(path, { "if-match": '"3"' })).status).toBe(204);
  expect((await staff.get(path)).status).toBe(404);
  expect((await staff.post("/v1/vehicles", car({ vin }))).status).toBe(201);
});

test("a repeated request gets the first answer and makes no second vehicle", async () => {
  const body = car();
  const key = { "idempotency-key": "once" };
  const first = await staff.post("/v1/vehicles", body, key);
  const again = await staff.post("/v1/vehicles", body, key);
  expect(again.headers["idempotency-replayed"]).toBe("true");
  expect(again.text).toBe(first.text);
  expect((await staff.post("/v1/vehicles", car(), key)).status).toBe(422);
  expect((await staff.get("/v1/vehicles")).body.data).toHaveLength(1);
});

test("another dealer's vehicle is to staff and shoppers as if it did not exist", async () => {
  const { vehicle } = await onSale(world, london);
  const shanghai = await world.dealer({ id: "shanghai-cars", currency: "CNY" });
  const stranger = world.staff(shanghai, "owner");
  const match = { "if-match": '"2"' };
  const asked = async (one: string) => [
    await stranger.get(`/v1/vehicles/${one}`),
    await stranger.patch(`/v1/vehicles/${one}`, { colour: "Red" }, match),
    await stranger.delete(`/v1/vehicles/${one}`, match),
    await stranger.post(`/v1/vehicles/${one}/put-on-sale`),
    await stranger.post(`/v1/vehicles/${one}/take-off-sale`),
    await world.visitor.get(`/v1/dealers/${shanghai}/vehicles/${one}`),
  ];
  const before = world.table();
  const [theirs, none] = [await asked(vehicle), await asked(missingId)];
  expect(theirs.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
  expect(theirs.map(({ text }) => text)).toEqual(none.map(({ text }) => text));
  expect(await inWindow(world, shanghai)).toEqual([]);
  expect(world.table()).toEqual(before);
});

test("who may not write vehicles writes none", async () => {
  const { vehicle } = await onSale(world, london);
  const nobody = world.staff(london, "nothing-at-all");
  const before = world.table();
  expect((await nobody.get("/v1/vehicles")).status).toBe(403);
  expect((await nobody.post("/v1/vehicles", car())).status).toBe(403);
  expect((await nobody.post(`/v1/vehicles/${vehicle}/take-off-sale`)).status).toBe(403);
  expect((await world.visitor.post("/v1/vehicles", car())).status).toBe(401);
  expect((await world.customer().get("/v1/vehicles")).status).toBe(401);
  expect(world.table()).toEqual(before);
});

test("staff list their vehicles by status, the newest first, page by page", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    ids.unshift((await onSale(world, london)).vehicle);
    world.clock.advance(1000);
  }
  await staff.post(`/v1/vehicles/${ids[2]}/take-off-sale`);
  const first = await staff.get("/v1/vehicles?status=on_sale&limit=3");
  const cursor = (first.body as { next_cursor?: string }).next_cursor;
  const second = await staff.get(`/v1/vehicles?status=on_sale&limit=3&cursor=${cursor}`);
  const listed = [...first.body.data, ...second.body.data] as { vehicle: string }[];
  expect(listed.map(({ vehicle }) => vehicle)).toEqual(ids.filter((_, index) => index !== 2));
  expect((await staff.get(`/v1/vehicles?status=draft&cursor=${cursor}`)).status).toBe(400);
  expect((await staff.get("/v1/vehicles")).body.data).toHaveLength(5);
});

test("every read is one call, and a change is one read and one transaction", async () => {
  const [a, b] = [await onSale(world, london), await onSale(world, london)];
  await world.visitor.get(`/v1/dealers/${london}/vehicles`);
  const counted = async (ask: () => Promise<unknown>) => {
    world.aws.reset();
    await ask();
    return calls();
  };
  const shop = `/v1/dealers/${london}`;
  expect(await counted(() => world.visitor.get(`${shop}/vehicles?brand=BMW&sort=price`))).toEqual(["Query"]);
  expect(await counted(() => world.visitor.get(`${shop}/vehicles/${a.vehicle}`))).toEqual(["GetItem"]);
  expect(
    await counted(() =>
      world.visitor.get(`${shop}/vehicle-comparison?vehicle=${a.vehicle}&vehicle=${b.vehicle}`),
    ),
  ).toEqual(["BatchGetItem"]);
  expect(await counted(() => staff.get("/v1/vehicles"))).toEqual(["Query"]);
  expect(await counted(() => staff.get(`/v1/vehicles/${a.vehicle}`))).toEqual(["GetItem"]);
  expect(await counted(() => staff.post("/v1/vehicles", car()))).toEqual(["TransactWriteItems"]);
  const match = { "if-match": '"2"' };
  expect(await counted(() => staff.patch(`/v1/vehicles/${a.vehicle}`, { year: 2021 }, match))).toEqual([
    "GetItem",
    "TransactWriteItems",
  ]);
});

test("a drawing stands in where there is no photograph", async () => {
  const { vehicle } = await onSale(world, london);
  const detail = await world.visitor.get(`/v1/dealers/${london}/vehicles/${vehicle}`);
  const photos = detail.body["photos"] as unknown as { url: string }[];
  const drawing = await world.visitor.get(photos[0]!.url);
  expect(drawing.headers["content-type"]).toBe("image/svg+xml");
  expect(drawing.text).toContain("<svg");
  expect((await world.visitor.get("/v1/drawings/submarine-white.svg")).status).toBe(404);
});
