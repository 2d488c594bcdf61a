import { expect, test } from "vitest";
import { Orders, Payments } from "#functions/orders/entities";
import { sandbox } from "#functions/orders/sandbox-provider";
import { system, within } from "#shared/scope";
import { sign } from "#shared/signatures";
import { type Piece, transact } from "#shared/transact";
import { expectStatus, pounds, shop, text } from "./support/shop.ts";

const price = pounds(1_899_500);
const now = "2026-11-25T09:00:00.000Z";

/** A shop with an order that Ada is about to pay, and a provider whose notices say what a test wants. */
async function checkout() {
  const given = await shop();
  const { dealer, world } = given;
  const vehicle = await given.car();
  const order = text((await given.buyer("ada").orders(vehicle)).body["order"]);
  const payment = text(expectStatus(await given.buyer("ada").pays(order), 200).body["payment"]);
  const inside = <T>(run: () => T): T =>
    within({ context: "orders", dealer, caller: system, correlation: "c", action: "t" }, run);
  let number = 0;
  const signed = async (body: string) => {
    const headers = await inside(() => sign(`sandbox#${dealer}`, `ntc_${(number += 1)}`, body));
    return world.visitor.post(`/v1/payment-notices/sandbox/${dealer}`, body, headers);
  };
  const notice = (outcome: string, change: object = {}) =>
    signed(JSON.stringify({ type: `payment.${outcome}`, dealer, payment, amount: price, ...change }));
  return {
    ...given,
    vehicle,
    order,
    payment,
    inside,
    signed,
    notice,
    writes: (pieces: () => Piece[]) => inside(async () => transact(pieces())),
    sees: async () => (await given.buyer("ada").sees(order)).body,
    stored: (id = payment) => given.items("Payment").find((each) => each["payment"] === id),
    told: (type: string) =>
      given
        .items("Event")
        .map(({ event }) => event as { type: string; data: Record<string, unknown> })
        .filter((event) => event.type === type)
        .map(({ data }) => data),
  };
}

test("a genuine notice that names another dealer is refused, and pays nothing", async () => {
  const { notice, sees, stored } = await checkout();
  const { status, body } = await notice("captured", { dealer: "paris-cars" });
  expect([status, body["code"]]).toEqual([422, "dealer_mismatch"]);
  expect([(await sees())["state"], stored()?.["state"]]).toEqual(["placed", "open"]);
});

test("a payment made with another provider is none of this one's", async () => {
  const { notice, writes, payment, sees } = await checkout();
  await writes(() => [Payments.touch({ payment }, { set: { provider: "bank" } })]);
  const { status, body } = await notice("captured");
  expect([status, body["code"]]).toEqual([404, "not_found"]);
  expect((await sees())["state"]).toBe("placed");
});

test("what is signed and still no notice is refused as such", async () => {
  const { signed, notice, sees } = await checkout();
  for (const answer of [
    await signed("not json {"),
    await signed("{}"),
    await signed("null"),
    await notice("settled"),
    await notice("captured", { amount: { amount: 1.5, currency: "GBP" } }),
  ])
    expect([answer.status, answer.body["code"]]).toEqual([400, "notice_invalid"]);
  expect((await sees())["state"]).toBe("placed");
});

test("another amount or another currency is noted once with what was taken, and pays nothing", async () => {
  for (const [amount, noted] of [
    [pounds(1_899_499), "1899499 GBP"],
    [{ amount: 1_899_500, currency: "EUR" }, "1899500 EUR"],
  ] as const) {
    const { notice, stored, sees, items, unit } = await checkout();
    const { status, body } = await notice("captured", { amount });
    expect([status, body["code"]]).toEqual([422, "amount_mismatch"]);
    expect(stored()).toMatchObject({ state: "open", mismatch: noted });
    const { version } = stored() ?? {};
    expect((await notice("captured", { amount })).status).toBe(422);
    expect(stored()?.["version"]).toBe(version);
    expect([(await sees())["state"], (await unit())["state"]]).toEqual(["placed", "held"]);
    expect(items("PaymentNotice")).toEqual([]);
  }
});

test("what becomes of a payment is on its record, with its time and nothing that did not happen", async () => {
  const { notice, stored, inside, items, payment } = await checkout();
  const failure = expectStatus(await notice("failed"), 200).body;
  expect(failure).toEqual({ notice: "ntc_1", payment, payment_state: "failed" });
  expect(stored()).toMatchObject({ state: "failed", failed_at: now });
  expect(stored()).not.toHaveProperty("captured_at");
  expect(expectStatus(await notice("captured"), 200).body["payment_state"]).toBe("captured");
  expect(stored()).toMatchObject({ state: "captured", captured_at: now });
  const [heard] = items("PaymentNotice");
  // Kept for 60 days, then forgotten.
  expect(heard?.["_ttl"]).toBe(Date.parse(now) / 1000 + 60 * 86_400);
  expect(await inside(() => Payments.find({ payment }))).toMatchObject({
    amount: price,
    provider: "sandbox",
  });
});

test("a second failure of a payment is no news", async () => {
  const { notice, sees, items } = await checkout();
  await notice("failed");
  const { version } = await sees();
  expect(expectStatus(await notice("failed"), 200).body["payment_state"]).toBe("failed");
  expect(items("PaymentNotice")).toHaveLength(1);
  expect((await sees())["version"]).toBe(version);
});

test("of two payments the one that was captured first pays; what becomes of the other changes nothing", async () => {
  for (const end of ["captured", "failed"] as const) {
    const { settles, sees, stored, buyer, order, payment, world, told } = await checkout();
    await settles(payment, "failed");
    const second = text((await buyer("ada").pays(order)).body["payment"]);
    expect(second).not.toBe(payment);
    await settles(payment, "captured");
    expect(await sees()).toMatchObject({ state: "paid", payment, payment_state: "captured" });
    await settles(second, end);
    await world.settle();
    expect(await sees()).toMatchObject({ state: "paid", payment, payment_state: "captured" });
    expect(stored(second)?.["state"]).toBe(end === "captured" ? "refunded" : "failed");
    expect(told("OrderRefunded").map(({ payment: of, was_paid }) => [of, was_paid])).toEqual(
      end === "captured" ? [[second, false]] : [],
    );
  }
});

test("money for a cancelled order goes back, and the order is not said to have expired", async () => {
  const { buyer, order, settles, sees, world, told, payment, stored } = await checkout();
  await buyer("ada").cancels(order);
  expect(await sees()).toMatchObject({ state: "cancelled", payment_state: "open" });
  await settles(payment, "captured");
  expect(await sees()).toMatchObject({ state: "refund_due", payment_state: "refund_due", payment });
  await world.settle();
  expect(await sees()).toMatchObject({ state: "refunded", payment_state: "refunded", refunded_at: now });
  expect(await sees()).not.toHaveProperty("expired_at");
  expect([told("OrderExpired"), told("OrderPaid")]).toEqual([[], []]);
  expect(told("OrderRefunded")).toMatchObject([{ order, payment, amount: price, was_paid: false }]);
  expect(stored()).toMatchObject({ state: "refunded", refunded_at: now });
  expect(stored()?.["refund_reference"]).toMatch(/^rfd_/);
});

test("an order whose lapsed hold somebody took over has expired when its money comes", async () => {
  const { buyer, vehicle, notice, sees, world, told, order } = await checkout();
  world.clock.advance(31 * 60_000);
  expectStatus(await buyer("ben").orders(vehicle), 201);
  await notice("captured");
  expect(await sees()).toMatchObject({ state: "refund_due", expired_at: "2026-11-25T09:31:00.000Z" });
  expect(told("OrderExpired").map(({ order: of }) => of)).toEqual([order]);
});

test("a paid order that is undone says so at once, and its refund that it had been paid", async () => {
  const { buyer, order, payment, settles, sees, stored, world, told } = await checkout();
  await settles(payment, "captured");
  await buyer("ada").cancels(order);
  expect(await sees()).toMatchObject({ state: "refund_due", payment_state: "refund_due" });
  expect(stored()?.["state"]).toBe("refund_due");
  expect(told("OrderCancelled")).toMatchObject([{ order, by: "buyer", was_paid: true, price }]);
  await world.settle();
  expect(told("OrderRefunded")).toMatchObject([{ order, amount: price, was_paid: true }]);
});

test("everything that moves money reads what it decides upon as it stands", async () => {
  const { buyer, order, payment, settles, world, does, refunds } = await checkout();
  const stale = async (run: () => Promise<unknown>, of: RegExp): Promise<string[]> => {
    world.aws.reset();
    await run();
    const reads = world.aws.calls.filter(
      ({ operation, input }) => operation === "GetItem" && of.test(JSON.stringify(input["Key"])),
    );
    expect(reads.length).toBeGreaterThan(0);
    return reads.filter(({ input }) => input["ConsistentRead"] !== true).map(({ input }) => String(input));
  };
  const ours = /#(orders|sandbox)#/;
  expect(await stale(() => settles(payment, "failed"), ours)).toEqual([]);
  expect(await stale(() => settles(payment, "captured"), ours)).toEqual([]);
  expect(await stale(() => does(order, "ready"), ours)).toEqual([]);
  expect(await stale(() => refunds(order), ours)).toEqual([]);
  // Other contexts hear of it as well, and may tell of the order as they find it.
  expect(await stale(() => world.settle(), /#(payment|refund)#/)).toEqual([]);
  expect((await buyer("ada").sees(order)).body["state"]).toBe("refunded");
});

test("a hand-over and the end of a hold read the order as it stands", async () => {
  const firstRead = (world: { aws: { calls: readonly { operation: string; input: object }[] } }) =>
    world.aws.calls.find(
      ({ operation, input }) => operation === "GetItem" && JSON.stringify(input).includes("#orders#order#"),
    )?.input;
  const sold = await checkout();
  await sold.settles(sold.payment, "captured");
  expectStatus(await sold.does(sold.order, "ready"), 200);
  sold.world.aws.reset();
  expectStatus(await sold.does(sold.order, "hand-over"), 200);
  expect(firstRead(sold.world)).toMatchObject({ ConsistentRead: true });
  const { world, sees } = await checkout();
  world.aws.reset();
  await world.later(32 * 60_000);
  expect(firstRead(world)).toMatchObject({ ConsistentRead: true });
  expect((await sees())["state"]).toBe("expired");
});

test("without an address of the platform nothing is asked of a provider, and nothing is delivered", async () => {
  const { inside, payment, settles, world, dealer, sees } = await checkout();
  delete process.env["API_ENDPOINT"];
  expect((await settles(payment, "captured")).delivered).toBeNull();
  expect((await sees())["state"]).toBe("placed");
  const known = await world.visitor.get(`/v1/sandbox/${dealer}/payments/${payment}`);
  expect(known.body).toMatchObject({ payment, state: "captured", amount: price });
  await expect(inside(async () => sandbox.refund("k1", payment, price))).rejects.toThrow("API_ENDPOINT");
});

test("the sandbox sends back what it took, once per key, and nothing else", async () => {
  const { inside, payment, settles, ends } = await checkout();
  const refund = (key: string, of = payment, amount = price) =>
    inside(() => sandbox.refund(key, of, amount)).catch(
      (error: { name: string; $metadata?: { httpStatusCode: number } }) =>
        `${error.name} ${error.$metadata?.httpStatusCode}`,
    );
  expect(await refund("early")).toBe("ProviderRefused 404");
  expect(await inside(() => sandbox.refundOf("early"))).toBeUndefined();
  await settles(payment, "failed");
  expect(await refund("failed")).toBe("ProviderRefused 409");
  await settles(payment, "captured");
  expect(await refund("less", payment, pounds(1))).toBe("ProviderRefused 409");
  expect(await refund("other", payment, { ...price, currency: "EUR" } as never)).toBe("ProviderRefused 409");
  const reference = await refund("one");
  expect(reference).toMatch(/^rfd_/);
  expect(await refund("one")).toBe(reference);
  expect(await inside(() => sandbox.refundOf("one"))).toBe(reference);
  expect(await refund("two")).toBe("ProviderRefused 409");
  const late = await ends(payment, "failed");
  expect([late.status, late.body["code"]]).toEqual([409, "payment_captured"]);
});

test("a change of an order is told field by field, and is written over the latest state alone", async () => {
  const { buyer, order, world, told, staff, inside } = await checkout();
  const address = { lines: ["1 Long Lane"], city: "London", country: "GB" };
  const store = text((await staff().post("/v1/stores", { name: { en: "Soho" }, address })).body["store"]);
  const both = expectStatus(await buyer("ada").changes(order, { store, note: "At noon" }), 200).body;
  expect(both).toMatchObject({ store, note: "At noon" });
  const only = expectStatus(await buyer("ada").changes(order, { note: "At one" }), 200).body;
  expect(only).toMatchObject({ store, note: "At one" });
  expectStatus(await buyer("ada").changes(order, { store }), 200);
  const fields = told("OrderChanged").map((data) => (data["fields"] as string[]).toSorted().join(" "));
  expect(fields.toSorted()).toEqual(["note", "note store", "store"]);
  expect((await buyer("ada").sees(order)).body).toMatchObject({ store, note: "At one" });
  expect(await inside(() => Orders.find({ order }))).toMatchObject({ store, note: "At one" });
  world.aws.reset();
  const seen = await staff().get(`/v1/orders/${order}`);
  const etag = { "if-match": seen.headers["etag"] ?? "" };
  expectStatus(await staff().patch(`/v1/orders/${order}`, { note: "x" }, etag), 200);
  const reads = world.aws.calls.filter(({ operation }) => operation === "GetItem");
  expect(reads.at(-1)?.input["ConsistentRead"]).toBe(true);
});

test("a paid order's hold ends without a sound, and every step answers the order as it is stored", async () => {
  const { buyer, notice, does, order, world, unit } = await checkout();
  await notice("captured");
  await world.later(32 * 60_000);
  expect(world.deadLetters("orders")).toEqual([]);
  expect((await unit())["state"]).toBe("sold");
  for (const verb of ["ready", "hand-over"] as const) {
    const answer = expectStatus(await does(order, verb), 200).body;
    expect(answer).toEqual((await buyer("ada").sees(order)).body);
  }
});
