import { expect, test } from "vitest";
import { AwsError } from "./support/model/aws-error.ts";
import { expectStatus, pounds, shop, text, vinOf } from "./support/shop.ts";

test("a buyer orders a car at the catalogue's price and holds it for half an hour", async () => {
  const { buyer, car, unit, announced, world } = await shop();
  const vehicle = await car(1, pounds(1_234_500));
  const placed = await buyer("ada").orders(vehicle);
  expect(placed.status).toBe(201);
  expect(placed.body).toMatchObject({
    buyer: world.customer("ada").id,
    vehicle,
    vin: vinOf(1),
    brand: "BMW",
    model: "320d",
    price: pounds(1_234_500),
    state: "placed",
    hold_until: "2026-11-25T09:30:00.000Z",
  });
  expect(await unit()).toMatchObject({ state: "held", held_by: placed.body["order"] });
  expect(announced("OrderPlaced")).toBe(1);
  expect((await buyer("ada").sees(text(placed.body["order"]))).body).toEqual(placed.body);
});

test("a price, a buyer or a dealer that a client sends is refused, and nothing is written", async () => {
  const { buyer, car, dealer, fresh, items } = await shop();
  const vehicle = await car();
  const path = `/v1/dealers/${dealer}/orders`;
  const forged = [{ price: pounds(1) }, { buyer: "eve" }, { dealer: "other" }, { vin: vinOf(2) }];
  const others = [{ note: "" }, { note: "x".repeat(1001) }, { note: 5 }];
  for (const extra of [...forged, ...others]) {
    const answer = await buyer("ada").post(path, { vehicle, ...extra }, fresh());
    expect([answer.status, answer.body["code"]]).toEqual([400, "invalid_request"]);
  }
  expect((await buyer("ada").post(path, "{", fresh())).status).toBe(400);
  expect((await buyer("ada").post(path, { vehicle: "veh_1" }, fresh())).status).toBe(400);
  expect(items("Order")).toEqual([]);
});

test("who loses every turn of a crowd hears that the car is gone, if it is, and else that it is crowded", async () => {
  const { buyer, car, world, fresh, dealer } = await shop();
  const [taken, free] = [await car(1), await car(2)];
  expectStatus(await buyer("ada").orders(taken), 201);
  world.aws.intercept = ({ operation }) => {
    if (operation !== "TransactWriteItems") return;
    throw new AwsError("TransactionCanceledException", "Transaction cancelled", {
      body: { CancellationReasons: [{ Code: "TransactionConflict" }] },
    });
  };
  const lost = async (vehicle: string) => {
    const { status, body } = await buyer("eve").post(`/v1/dealers/${dealer}/orders`, { vehicle }, fresh());
    return [status, body["code"]];
  };
  expect([await lost(taken), await lost(free)]).toEqual([
    [409, "vehicle_taken"],
    [503, "busy"],
  ]);
  world.aws.intercept = ({ operation }) => {
    if (operation === "TransactWriteItems") throw new AwsError("InternalFailure", "down", { status: 400 });
  };
  expect(await lost(taken)).toEqual([500, "internal_error"]);
});

test("an order needs an Idempotency-Key, and the same key is the same order", async () => {
  const { buyer, car, dealer, items, announced } = await shop();
  const [vehicle, other] = [await car(1), await car(2)];
  const ada = buyer("ada");
  const without = await ada.post(`/v1/dealers/${dealer}/orders`, { vehicle });
  expect([without.status, without.body["code"]]).toEqual([400, "idempotency_key_missing"]);
  const key = { "idempotency-key": "once" };
  const first = expectStatus(await ada.orders(vehicle, key), 201);
  const again = await ada.orders(vehicle, key);
  expect([again.status, again.headers["idempotency-replayed"]]).toEqual([201, "true"]);
  expect(again.body).toEqual(first.body);
  const another = await ada.orders(other, key);
  expect([another.status, another.body["code"]]).toEqual([422, "idempotency_key_reused"]);
  expect(items("Order")).toHaveLength(1);
  expect(announced("OrderPlaced")).toBe(1);
});

test("the same key sent many times at once places one order, and every answer is that order", async () => {
  const { buyer, car, items } = await shop();
  const vehicle = await car();
  const key = { "idempotency-key": "impatient" };
  const answers = await Promise.all(Array.from({ length: 20 }, () => buyer("ada").orders(vehicle, key)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ text: said }) => said)).size).toBe(1);
  expect(items("Order")).toHaveLength(1);
});

test("only a car that is on sale and in stock can be ordered", async () => {
  const { buyer, car, staff } = await shop();
  const ada = buyer("ada");
  const missing = await ada.orders("veh_01kb2y6q0a4n8r7v3x5z9c1d2e");
  expect([missing.status, missing.body["code"]]).toEqual([404, "not_found"]);
  expect((await ada.orders(await car(2, pounds(999), false))).body["code"]).toBe("unit_missing");
  const vehicle = await car(1);
  const move = (to: string) => staff().post(`/v1/stock-units/${vinOf(1)}/move`, { to, reason: "fair" });
  expectStatus(await move("in_transit"), 200);
  expect((await ada.orders(vehicle)).body["code"]).toBe("unit_not_in_stock");
  expectStatus(await move("in_stock"), 200);
  expectStatus(await staff().post(`/v1/vehicles/${vehicle}/take-off-sale`), 200);
  expect((await ada.orders(vehicle)).body["code"]).toBe("vehicle_not_on_sale");
});

test("a hold that has ended frees the car at once, before anybody tidies up", async () => {
  const { buyer, car, world, unit } = await shop();
  const vehicle = await car();
  const first = text((await buyer("ada").orders(vehicle)).body["order"]);
  world.clock.advance(30 * 60_000 - 1);
  expect((await buyer("ben").orders(vehicle)).status).toBe(409);
  world.clock.advance(1);
  const second = expectStatus(await buyer("ben").orders(vehicle), 201);
  await world.later(2 * 60_000);
  expect((await buyer("ada").sees(first)).body["state"]).toBe("expired");
  expect(await unit()).toMatchObject({ state: "held", held_by: second.body["order"] });
  expect(world.deadLetters("orders")).toEqual([]);
});

test("an order that is not paid in time expires, and its car is in stock again", async () => {
  const { buyer, car, world, unit, announced } = await shop();
  const order = text((await buyer("ada").orders(await car())).body["order"]);
  await world.later(29 * 60_000);
  expect((await buyer("ada").sees(order)).body["state"]).toBe("placed");
  await world.later(3 * 60_000);
  expect((await buyer("ada").sees(order)).body).toMatchObject({ state: "expired" });
  const free = await unit();
  expect(free).toMatchObject({ state: "in_stock" });
  expect(free).not.toHaveProperty("held_by");
  await world.settle({ times: 2, reorder: (records) => records.toReversed() });
  expect(announced("OrderExpired")).toBe(1);
});

test("a cancelled order frees its car for the next buyer", async () => {
  const { buyer, car, unit, announced } = await shop();
  const vehicle = await car();
  const order = text((await buyer("ada").orders(vehicle)).body["order"]);
  const cancelled = expectStatus(await buyer("ada").cancels(order), 200);
  expect(cancelled.body).toMatchObject({ state: "cancelled", cancelled_by: "buyer" });
  expect((await buyer("ada").sees(order)).body).toEqual(cancelled.body);
  expect(await unit()).toMatchObject({ state: "in_stock" });
  expect((await buyer("ben").orders(vehicle)).status).toBe(201);
  expect(announced("OrderCancelled")).toBe(1);
});

test("a buyer changes the note until the car is ready, and never over a change not yet seen", async () => {
  const { buyer, car, dealer, staff, announced } = await shop();
  const order = text((await buyer("ada").orders(await car())).body["order"]);
  const noted = expectStatus(await buyer("ada").changes(order, { note: "In the morning" }), 200);
  expect((await buyer("ada").sees(order)).body).toEqual(noted.body);
  const path = `/v1/dealers/${dealer}/orders/${order}`;
  expect((await buyer("ada").patch(path, { note: "x" })).status).toBe(428);
  expect((await buyer("ada").patch(path, { note: "x" }, { "if-match": '"1"' })).status).toBe(412);
  for (const body of [{}, { price: pounds(1) }, { state: "paid" }])
    expect((await buyer("ada").changes(order, body)).status).toBe(400);
  const elsewhere = await buyer("ada").changes(order, { store: "sto_01kb2y6q0a4n8r7v3x5z9c1d2e" });
  expect(elsewhere.body["code"]).toBe("store_unknown");
  const seen = await staff().get(`/v1/orders/${order}`);
  const cleared = await staff().patch(
    `/v1/orders/${order}`,
    { note: null },
    { "if-match": seen.headers["etag"] ?? "" },
  );
  expect(expectStatus(cleared, 200).body).not.toHaveProperty("note");
  expect(announced("OrderChanged")).toBe(2);
});

test("another person's order, another dealer's and a missing one are told apart by nothing", async () => {
  const { buyer, car, dealer, world, fresh } = await shop();
  const order = text((await buyer("ada").orders(await car())).body["order"]);
  await world.dealer({ id: "paris-cars" });
  const unknown = "ord_01kb2y6q0a4n8r7v3x5z9c1d2e";
  const said = (await buyer("eve").sees(unknown)).text;
  const strangers = [
    await buyer("eve").sees(order),
    await buyer("eve").pays(order),
    await buyer("eve").cancels(order),
    await buyer("eve").pays(unknown),
    await buyer("eve").patch(`/v1/dealers/${dealer}/orders/${order}`, { note: "x" }, { "if-match": '"1"' }),
    await buyer("ada").get(`/v1/dealers/paris-cars/orders/${order}`),
    await world.staff("paris-cars", "owner").get(`/v1/orders/${order}`),
    await world.staff("paris-cars", "owner").post(`/v1/orders/${order}/cancel`),
    await world.staff("paris-cars", "owner").post(`/v1/orders/${order}/ready`),
    await world.staff("paris-cars", "owner").post(`/v1/orders/${order}/hand-over`),
    await world.staff("paris-cars", "owner").post(`/v1/orders/${order}/refund`, { reason: "x" }, fresh()),
  ];
  for (const answer of strangers) expect([answer.status, answer.text]).toEqual([404, said]);
  expect((await buyer("eve").get(`/v1/dealers/${dealer}/orders`)).body.data).toEqual([]);
});

test("staff see and move orders only with the permission for it", async () => {
  const { buyer, car, dealer, world } = await shop();
  const order = text((await buyer("ada").orders(await car())).body["order"]);
  const warehouse = world.staff(dealer, "warehouse");
  const promoter = world.staff(dealer, "promotion-specialist");
  expect((await warehouse.get(`/v1/orders/${order}`)).status).toBe(200);
  expect((await warehouse.post(`/v1/orders/${order}/cancel`)).status).toBe(403);
  expect((await promoter.get("/v1/orders")).status).toBe(403);
  expect((await world.visitor.get("/v1/orders")).status).toBe(401);
  expect((await world.visitor.post(`/v1/dealers/${dealer}/orders`, {})).status).toBe(401);
});

test("buyers page through their own orders and staff through those in one state, the newest first", async () => {
  const { buyer, car, dealer, staff, world } = await shop();
  const placed: string[] = [];
  for (let number = 1; number <= 5; number += 1) {
    world.clock.advance(1);
    placed.push(text((await buyer("ada").orders(await car(number))).body["order"]));
  }
  await buyer("ben").orders(await car(6));
  expectStatus(await buyer("ada").cancels(placed[0] ?? ""), 200);
  const first = await buyer("ada").get(`/v1/dealers/${dealer}/orders?limit=3`);
  const rest = await buyer("ada").get(
    `/v1/dealers/${dealer}/orders?limit=3&cursor=${text(first.body["next_cursor"])}`,
  );
  const listed = [...first.body.data, ...rest.body.data].map(({ order }) => order);
  expect(listed).toEqual(placed.toReversed());
  expect((await staff().get("/v1/orders?state=placed")).body.data).toHaveLength(5);
  expect((await staff().get("/v1/orders?state=cancelled")).body.data).toHaveLength(1);
  expect((await staff().get("/v1/orders")).body.data).toHaveLength(6);
  expect((await staff().get("/v1/orders?state=lost")).status).toBe(400);
});

test("a price that changes while a buyer orders refuses the order instead of selling at the old one", async () => {
  const { buyer, car, world, staff, items } = await shop();
  const vehicle = await car();
  const { headers } = await staff().get(`/v1/vehicles/${vehicle}`);
  let changed = false;
  world.aws.intercept = async ({ operation }) => {
    if (operation !== "TransactWriteItems" || changed) return;
    changed = true;
    const answer = await staff().patch(
      `/v1/vehicles/${vehicle}`,
      { price: pounds(999) },
      { "if-match": headers["etag"] ?? "" },
    );
    expectStatus(answer, 200);
  };
  const answer = await buyer("ada").orders(vehicle);
  expect([answer.status, answer.body["code"]]).toEqual([409, "vehicle_price_changed"]);
  expect(items("Order")).toEqual([]);
});
