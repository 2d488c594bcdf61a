import { expect, inject, test } from "vitest";
import { type Checkout, pay } from "#local/seed/buying";
import { type Caller, each } from "#local/seed/calling";
import { until } from "#local/until";
import { given, london, type Order, revenue, then, when } from "./steps.ts";

const dealer = london;
type Notice = { notice: { path: string; headers: Record<string, string>; body: string }; delivered: number };

async function begun(which: number): Promise<{ buyer: Caller; order: string; checkout: Checkout }> {
  const car = await given.carOnSale(dealer);
  const buyer = given.customer(dealer, which);
  const { order } = await when.orders(buyer, dealer, car.vehicle);
  const checkout = await buyer.post<Checkout>(`/v1/dealers/${dealer}/orders/${order}/pay`, {});
  return { buyer, order, checkout };
}

function settle({ pay_url, amount }: Checkout): Promise<Notice> {
  return given.visitor().post<Notice>(`${pay_url}/settle`, { outcome: "captured", amount });
}

test("a notice that comes ten times, several at once, pays once: one event, one mail, one sum in the report", async () => {
  await then.quiet();
  const before = await then.report(dealer);
  const { order, checkout } = await begun(16);
  const { notice, delivered } = await settle(checkout);
  expect(delivered).toBe(200);

  const again = await each(Array.from({ length: 9 }), 3, () =>
    given.visitor().ask("POST", notice.path, { body: notice.body, headers: notice.headers }),
  );

  expect(new Set(again.map(({ status }) => status))).toEqual(new Set([200]));
  const mails = await then.mails(order, 2);
  expect(mails).toHaveLength(2);
  const paid = (await then.events(dealer, order)).filter(({ type }) => type === "OrderPaid");
  expect(paid).toHaveLength(1);
  expect(revenue(await then.report(dealer)) - revenue(before)).toBe(checkout.amount.amount);
});

test("a notice that somebody else signed, or that was changed on its way, pays nothing", async () => {
  const { buyer, order, checkout } = await begun(15);
  const { payment, amount } = checkout;
  const body = JSON.stringify({ type: "payment.captured", dealer, payment, amount });
  const path = `/v1/payment-notices/sandbox/${dealer}`;
  const second = String(Math.floor(Date.now() / 1000));
  const forged = { "webhook-id": "ntc_1", "webhook-timestamp": second, "webhook-signature": "v1,AAAA" };

  const answers = [
    await given.visitor().ask("POST", path, { body }),
    await given.visitor().ask("POST", path, { body, headers: forged }),
  ];

  for (const answer of answers)
    expect(answer).toMatchObject({ status: 401, body: { code: "signature_invalid" } });
  expect(await buyer.get<Order>(`/v1/dealers/${dealer}/orders/${order}`)).toMatchObject({ state: "placed" });
});

test("two tabs that begin to pay are sent to one payment", async () => {
  const { buyer, order, checkout } = await begun(14);
  const tabs = await Promise.all(
    [1, 2, 3].map(() => buyer.post<Checkout>(`/v1/dealers/${dealer}/orders/${order}/pay`, {})),
  );
  expect(new Set(tabs.map(({ payment }) => payment))).toEqual(new Set([checkout.payment]));
});

test("money that comes after the order was cancelled goes back, and is no revenue", async () => {
  const { buyer, order, checkout } = await begun(13);
  await buyer.post(`/v1/dealers/${dealer}/orders/${order}/cancel`);
  await then.quiet();
  const before = await then.report(dealer);

  await settle(checkout);

  await until("the refund", 60, async () => {
    const { state } = await buyer.get<Order>(`/v1/dealers/${dealer}/orders/${order}`);
    return state === "refunded";
  });
  await then.quiet();
  const after = await then.report(dealer);
  expect(revenue(after)).toBe(revenue(before));
  expect(after.totals.orders.paid).toBe(before.totals.orders.paid);
  const refund = await given.visitor().get<object>(checkout.pay_url);
  expect(refund).toMatchObject({ state: "captured", refund_reference: expect.any(String) as unknown });
});

test("a paid order that is cancelled gives the money back once and the car returns to the window", async () => {
  const car = await given.carOnSale(dealer);
  const buyer = given.customer(dealer, 12);
  const { order } = await when.orders(buyer, dealer, car.vehicle);
  await pay(inject("cloud"), buyer, dealer, order);

  await buyer.post(`/v1/dealers/${dealer}/orders/${order}/cancel`);

  await until("the refund", 60, async () => {
    const { state } = await buyer.get<Order>(`/v1/dealers/${dealer}/orders/${order}`);
    return state === "refunded";
  });
  await then.quiet();
  const events = (await then.events(dealer, order)).map(({ type }) => type).toSorted();
  expect(events).toEqual(["OrderCancelled", "OrderPaid", "OrderPlaced", "OrderRefunded", "RefundDue"]);
  const shown = await given
    .visitor()
    .get<{ availability: string }>(`/v1/dealers/${dealer}/vehicles/${car.vehicle}`);
  expect(shown.availability).toBe("available");
});
