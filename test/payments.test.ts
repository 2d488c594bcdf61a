import { expect, test } from "vitest";
import { expectStatus, pounds, shop, text } from "./support/shop.ts";

/** A shop with an order that Ada is about to pay. */
async function checkout() {
  const given = await shop();
  const vehicle = await given.car();
  const order = text((await given.buyer("ada").orders(vehicle)).body["order"]);
  const opened = expectStatus(await given.buyer("ada").pays(order), 200).body;
  const sees = async () => (await given.buyer("ada").sees(order)).body;
  return { ...given, vehicle, order, payment: text(opened["payment"]), opened, sees };
}

const price = pounds(1_899_500);

test("a captured payment sells the car: paid once, announced once, with the record of the sale", async () => {
  const { order, payment, opened, settles, sees, unit, announced, world } = await checkout();
  expect(opened).toMatchObject({ provider: "sandbox", amount: price, order });
  expect((await settles(payment, "captured")).delivered).toBe(200);
  const at = "2026-11-25T09:00:00.000Z";
  expect(await sees()).toMatchObject({
    state: "paid",
    payment,
    payment_state: "captured",
    paid_at: at,
    sold_at: at,
    price,
    buyer: world.customer("ada").id,
  });
  expect(await unit()).toMatchObject({ state: "sold", held_by: order });
  expect(announced("OrderPaid")).toBe(1);
});

test("what was paid online is collected in the store", async () => {
  const { order, payment, settles, does, announced, sees } = await checkout();
  await settles(payment, "captured");
  expect((await does(order, "hand-over")).body["code"]).toBe("order_is_paid");
  expectStatus(await does(order, "ready"), 200);
  const handed = expectStatus(await does(order, "hand-over"), 200);
  expect(handed.body).toEqual(await sees());
  expect(handed.body).toMatchObject({ state: "handed_over", handed_over_at: "2026-11-25T09:00:00.000Z" });
  expect([announced("OrderReady"), announced("OrderHandedOver")]).toEqual([1, 1]);
});

test("an order has one open payment, in however many tabs it is begun", async () => {
  const { buyer, order, payment, items } = await checkout();
  const answers = await Promise.all(Array.from({ length: 10 }, () => buyer("ada").pays(order)));
  expect(new Set(answers.map(({ body }) => body["payment"]))).toEqual(new Set([payment]));
  expect(items("Payment")).toHaveLength(1);
});

test("ten first tries to pay at once open one payment", async () => {
  const { buyer, car, items } = await shop();
  const order = text((await buyer("ada").orders(await car())).body["order"]);
  const answers = await Promise.all(Array.from({ length: 10 }, () => buyer("ada").pays(order)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => body["payment"])).size).toBe(1);
  expect(items("Payment")).toHaveLength(1);
});

test("a notice that comes ten times, also at once, has one effect", async () => {
  const { payment, settles, hears, announced, items, unit } = await checkout();
  const told = await settles(payment, "captured");
  const answers = await Promise.all(Array.from({ length: 10 }, () => hears(told)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
  expect(announced("OrderPaid")).toBe(1);
  expect(items("PaymentNotice")).toHaveLength(1);
  expect((await unit())["state"]).toBe("sold");
});

test("nobody but the provider can say that an order is paid", async () => {
  const { payment, settles, sees, world, dealer } = await checkout();
  delete process.env["API_ENDPOINT"];
  const { notice } = await settles(payment, "captured");
  const send = (headers: Record<string, string>, body = notice.body) =>
    world.visitor.post(`/v1/payment-notices/sandbox/${dealer}`, body, headers);
  const good = notice.headers;
  const forgeries = [
    await send({}),
    await send({ ...good, "webhook-signature": `v1,${"A".repeat(43)}=` }),
    await send({ ...good, "webhook-signature": "v1," }),
    await send({ ...good, "webhook-id": "ntc_other" }),
    await send({ ...good, "webhook-timestamp": String(Number(good["webhook-timestamp"]) + 1) }),
    await send(good, notice.body.replace("1899500", "1")),
    await send(good, `${notice.body} `),
    await send({}, "not json {"),
    await send({}, ""),
  ];
  for (const answer of forgeries)
    expect([answer.status, answer.body["code"]]).toEqual([401, "signature_invalid"]);
  expect((await sees())["state"]).toBe("placed");
  world.clock.advance(5 * 60_000 + 1000);
  expect((await send(good)).status).toBe(401);
  expect((await sees())["state"]).toBe("placed");
});

test("one dealer's notice is worth nothing at another's door", async () => {
  const { payment, settles, world } = await checkout();
  await world.dealer({ id: "paris-cars" });
  delete process.env["API_ENDPOINT"];
  const { notice } = await settles(payment, "captured");
  const answer = await world.visitor.post(
    "/v1/payment-notices/sandbox/paris-cars",
    notice.body,
    notice.headers,
  );
  expect(answer.status).toBe(401);
});

test("where cars are really sold the sandbox pays nothing", async () => {
  const { buyer, car, payment, settles, sees, world } = await checkout();
  delete process.env["API_ENDPOINT"];
  const { notice } = await settles(payment, "captured");
  const other = text((await buyer("ada").orders(await car(2))).body["order"]);
  process.env["STAGE"] = "prod";
  const begun = await buyer("ada").pays(other);
  expect([begun.status, begun.body["code"]]).toEqual([422, "payment_unavailable"]);
  const heard = await world.visitor.post(notice.path, notice.body, notice.headers);
  expect(heard.status).toBe(404);
  expect((await sees())["state"]).toBe("placed");
});

test("a notice about a payment there is none of is answered 404, and an unknown provider likewise", async () => {
  const { world, settles, dealer } = await checkout();
  expect((await settles("pay_01kb2y6q0a4n8r7v3x5z9c1d2e", "captured")).delivered).toBe(404);
  expect((await world.visitor.post(`/v1/payment-notices/bank/${dealer}`, "{}")).status).toBe(404);
  expect((await world.visitor.post("/v1/payment-notices/sandbox/nobody", "{}")).status).toBe(404);
});

test("an amount that is not the price pays nothing and is shown to staff", async () => {
  const { payment, order, settles, sees, staff, unit } = await checkout();
  expect((await settles(payment, "captured", pounds(1_899_499))).delivered).toBe(422);
  expect(await sees()).toMatchObject({ state: "placed", payment_state: "open" });
  expect((await staff().get(`/v1/orders/${order}`)).body).toMatchObject({ attention: "amount_mismatch" });
  expect((await unit())["state"]).toBe("held");
});

test("after a failed payment the buyer may pay again while the hold lasts", async () => {
  const { buyer, order, payment, settles, sees, announced } = await checkout();
  expect((await settles(payment, "failed")).delivered).toBe(200);
  expect(await sees()).toMatchObject({ state: "placed", payment_state: "failed" });
  const second = text((await buyer("ada").pays(order)).body["payment"]);
  expect(second).not.toBe(payment);
  await settles(second, "captured");
  expect(await sees()).toMatchObject({ state: "paid", payment: second });
  expect(announced("OrderPaid")).toBe(1);
});

test("a payment that failed and is captured after all, when another has paid, goes back; the order stays paid", async () => {
  const { buyer, order, payment, settles, sees, world, items, announced, unit } = await checkout();
  await settles(payment, "failed");
  const second = text((await buyer("ada").pays(order)).body["payment"]);
  await settles(second, "captured");
  await settles(payment, "captured");
  await world.settle({ times: 2 });
  expect(await sees()).toMatchObject({ state: "paid", payment: second, payment_state: "captured" });
  expect(items("SandboxRefund").map((refund) => refund["payment"])).toEqual([payment]);
  expect([announced("OrderPaid"), announced("OrderRefunded")]).toEqual([1, 1]);
  expect((await unit())["state"]).toBe("sold");
});

test("a failure that is told after the capture changes nothing", async () => {
  const { payment, settles, hears, sees } = await checkout();
  delete process.env["API_ENDPOINT"];
  const failure = await settles(payment, "failed");
  const capture = await settles(payment, "captured");
  expect((await hears(capture)).body).toMatchObject({ payment, payment_state: "captured" });
  expect((await hears(failure)).body).toMatchObject({ payment, payment_state: "captured" });
  expect((await sees())["state"]).toBe("paid");
});

test("a car that is no longer held cannot be paid for", async () => {
  const { buyer, car, world } = await shop();
  const order = text((await buyer("ada").orders(await car())).body["order"]);
  world.clock.advance(30 * 60_000);
  expect((await buyer("ada").pays(order)).body["code"]).toBe("hold_ended");
  await world.later(2 * 60_000);
  expect((await buyer("ada").pays(order)).body["code"]).toBe("order_is_expired");
});

test("money that comes after the order has expired goes back, once", async () => {
  const { order, payment, settles, hears, sees, world, announced, items, unit } = await checkout();
  await world.later(32 * 60_000);
  const told = await settles(payment, "captured");
  expect(told.delivered).toBe(200);
  expect(await sees()).toMatchObject({ state: "refund_due" });
  await hears(told);
  await world.settle({ times: 3 });
  expect(await sees()).toMatchObject({ order, state: "refunded", payment_state: "refunded" });
  expect(items("SandboxRefund")).toHaveLength(1);
  expect([announced("OrderPaid"), announced("OrderRefunded")]).toEqual([0, 1]);
  expect((await unit())["state"]).toBe("in_stock");
});

test("a payment that comes late but before the next buyer still gets the car", async () => {
  const { payment, settles, sees, world, unit, order } = await checkout();
  world.clock.advance(31 * 60_000);
  await settles(payment, "captured");
  expect((await sees())["state"]).toBe("paid");
  await world.later(2 * 60_000);
  expect((await sees())["state"]).toBe("paid");
  expect(await unit()).toMatchObject({ state: "sold", held_by: order });
});

test("a payment that comes after somebody else has the car goes back, and theirs stays", async () => {
  const { buyer, vehicle, payment, settles, sees, world, unit, announced } = await checkout();
  world.clock.advance(31 * 60_000);
  const second = text((await buyer("ben").orders(vehicle)).body["order"]);
  await settles(payment, "captured");
  await world.settle();
  expect((await sees())["state"]).toBe("refunded");
  expect(await unit()).toMatchObject({ state: "held", held_by: second });
  expect([announced("OrderExpired"), announced("OrderRefunded")]).toEqual([1, 1]);
});

test("who takes over a lapsed hold at the very moment of a late payment or cancellation keeps the car", async () => {
  for (const late of ["payment", "cancellation"]) {
    const { buyer, order, vehicle, payment, settles, sees, world, unit } = await checkout();
    world.clock.advance(31 * 60_000);
    let second = "";
    world.aws.intercept = async ({ operation, input }) => {
      const closes = JSON.stringify(input).includes(late === "payment" ? "OrderPaid" : "OrderCancelled");
      if (operation !== "TransactWriteItems" || !closes || second !== "") return;
      second = "being placed";
      second = text((await buyer("ben").orders(vehicle)).body["order"]);
    };
    await (late === "payment" ? settles(payment, "captured") : buyer("ada").cancels(order));
    await world.settle();
    expect((await sees())["state"]).toBe(late === "payment" ? "refunded" : "cancelled");
    expect(second).toMatch(/^ord_/);
    expect(await unit()).toMatchObject({ state: "held", held_by: second });
  }
});

test("cancelling a paid order frees the car and sends the money back", async () => {
  const { buyer, order, payment, settles, sees, world, unit, announced, vehicle, staff } = await checkout();
  await settles(payment, "captured");
  expect((await buyer("ada").cancels(order)).body).toMatchObject({ state: "refund_due" });
  expect((await unit())["state"]).toBe("in_stock");
  await world.settle();
  expect(await sees()).toMatchObject({ state: "refunded", refunded_at: "2026-11-25T09:00:00.000Z" });
  expect((await staff().get("/v1/orders?state=refunded")).body.data).toHaveLength(1);
  expect((await staff().get("/v1/orders?state=refund_due")).body.data).toEqual([]);
  expect((await buyer("ben").orders(vehicle)).status).toBe(201);
  expect([announced("OrderCancelled"), announced("OrderRefunded")]).toEqual([1, 1]);
});

test("a dealer's refund undoes the sale, and asks again whether its author is still staff", async () => {
  const { order, payment, settles, refunds, sees, world, dealer, fresh } = await checkout();
  await settles(payment, "captured");
  const former = world.as(world.tokens.staffToken(dealer, ["owner"], world.tokens.idOf("gone")));
  const refused = await former.post(`/v1/orders/${order}/refund`, { reason: "spite" }, fresh());
  expect([refused.status, refused.body["code"]]).toEqual([403, "membership_ended"]);
  expectStatus(await refunds(order), 200);
  await world.settle();
  expect(await sees()).toMatchObject({ state: "refunded", cancelled_by: "dealer" });
});

test("when buyer and bank are quick at once, one wins and no money is lost", async () => {
  for (let round = 0; round < 8; round += 1) {
    const { buyer, order, payment, settles, sees, world, items } = await checkout();
    const calls = [() => settles(payment, "captured"), () => buyer("ada").cancels(order)];
    await Promise.all((round % 2 ? calls : calls.toReversed()).map((call) => call()));
    await world.settle();
    expect((await sees())["state"]).toBe("refunded");
    expect(items("SandboxRefund")).toHaveLength(1);
  }
});

test("a refund whose answer is lost on the way is asked for, not repeated", async () => {
  const { buyer, order, payment, settles, sees, world, items } = await checkout();
  await settles(payment, "captured");
  await buyer("ada").cancels(order);
  let lost = 0;
  world.aws.intercept = ({ operation, input }) => {
    const closes = JSON.stringify(input).includes('"refunded"');
    if (operation !== "TransactWriteItems" || !closes || lost > 0) return;
    lost += 1;
    world.clock.advance(2 * 60_000);
    throw new Error("the process died here");
  };
  await world.settle();
  expect(lost).toBe(1);
  expect((await sees())["state"]).toBe("refunded");
  expect(items("SandboxRefund")).toHaveLength(1);
});
