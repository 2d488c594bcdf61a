import { expect, test } from "vitest";
import { expectStatus, shop, text } from "./support/shop.ts";
import { writeUnits } from "./support/write-units.ts";

/** The calls of one request to DynamoDB, after the dealer's settings have been read once. */
async function callsOf({ world, staff }: Awaited<ReturnType<typeof shop>>, run: () => Promise<unknown>) {
  await staff().get("/v1/orders");
  world.aws.reset();
  await run();
  return world.aws.calls.filter(({ service }) => service === "dynamodb");
}
const names = (calls: { operation: string }[]) => calls.map(({ operation }) => operation);

test("placing an order is one read and one transaction", async () => {
  const given = await shop();
  const vehicle = await given.car();
  const calls = await callsOf(given, async () => expectStatus(await given.buyer("ada").orders(vehicle), 201));
  expect(names(calls)).toEqual(["GetItem", "TransactWriteItems"]);
  const pieces = calls[1]?.input["TransactItems"] as object[];
  // Idempotency, offer, car, movement, order, event, timer, audit.
  expect(pieces).toHaveLength(8);
});

test("placing an order costs no more write units than the budget says", async () => {
  const given = await shop();
  const vehicle = await given.car();
  const before = given.world.table();
  const calls = await callsOf(given, () => given.buyer("ada").orders(vehicle));
  const units = writeUnits(calls, before, given.world.table());
  expect(units).toEqual({ transaction: 18, indexes: 6 });
});

test("being refused costs one transaction more than looking, and one read of the idempotency record", async () => {
  const given = await shop();
  const vehicle = await given.car();
  await given.buyer("ada").orders(vehicle);
  const calls = await callsOf(given, async () => expectStatus(await given.buyer("ben").orders(vehicle), 409));
  expect(names(calls)).toEqual(["GetItem", "TransactWriteItems", "GetItem"]);
});

test("lists and details of orders are one read each", async () => {
  const given = await shop();
  const ada = given.buyer("ada");
  const order = text((await ada.orders(await given.car())).body["order"]);
  const reads: [string, () => Promise<unknown>][] = [
    ["GetItem", () => ada.sees(order)],
    ["Query", () => ada.get(`/v1/dealers/${given.dealer}/orders`)],
    ["Query", () => given.staff().get("/v1/orders")],
    ["Query", () => given.staff().get("/v1/orders?state=placed")],
    ["GetItem", () => given.staff().get(`/v1/orders/${order}`)],
  ];
  for (const [call, run] of reads) expect(names(await callsOf(given, run))).toEqual([call]);
});

test("a notice is three reads and one transaction; a repeated one is one read", async () => {
  const given = await shop();
  const order = text((await given.buyer("ada").orders(await given.car())).body["order"]);
  const payment = text((await given.buyer("ada").pays(order)).body["payment"]);
  delete process.env["API_ENDPOINT"];
  const told = await given.settles(payment, "captured");
  const first = await callsOf(given, async () => expectStatus(await given.hears(told), 200));
  expect(names(first)).toEqual(["GetItem", "GetItem", "GetItem", "TransactWriteItems"]);
  const again = await callsOf(given, async () => expectStatus(await given.hears(told), 200));
  expect(names(again)).toEqual(["GetItem"]);
});
