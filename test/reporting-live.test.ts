import { expect, test } from "vitest";
import { expectStatus, type Shop, shop, text } from "#test/support/shop";

const twice = { times: 2, reorder: <T>(records: T[]): T[] => records.toReversed() };

const report = async ({ staff }: Shop): Promise<Record<string, never>> => {
  const { body } = expectStatus(await staff().get("/v1/reports/daily?from=2026-11-25&to=2026-11-25"), 200);
  return body["totals"]!;
};

test("an order's life shows in the figures of its day: placed, paid, cancelled, refunded", async () => {
  const at = await shop();
  const placed = expectStatus(await at.buyer("ada").orders(await at.car(1)), 201);
  const id = text(placed.body["order"]);
  const payment = text(expectStatus(await at.buyer("ada").pays(id), 200).body["payment"]);
  await at.settles(payment, "captured");
  await at.world.settle(twice);
  expect(await report(at)).toMatchObject({
    orders: { placed: 1, paid: 1, cancelled: 0 },
    units: { sold: 1, net: 1 },
    sales: [{ currency: "GBP", revenue: 1_899_500, net: 1_899_500 }],
  });
  expectStatus(await at.does(id, "cancel"), 200);
  await at.world.settle(twice);
  await at.world.later(60_000);
  expect(await report(at)).toMatchObject({
    orders: { placed: 1, paid: 1, cancelled: 1, refunded: 1 },
    units: { sold: 1, returned: 1, net: 0 },
    sales: [{ currency: "GBP", revenue: 1_899_500, refunded: 1_899_500, net: 0, late_refunded: 0 }],
  });
});

test("an order that nobody pays is counted as expired, and brings no revenue", async () => {
  const at = await shop();
  expectStatus(await at.buyer("ada").orders(await at.car(1)), 201);
  await at.world.settle(twice);
  await at.world.later(31 * 60_000);
  expect(await report(at)).toMatchObject({ orders: { placed: 1, paid: 0, expired: 1 }, sales: [] });
});

test("a lead counts by source and stage; one in quarantine counts once it is released, and once only", async () => {
  const at = await shop();
  const { world, dealer, staff } = at;
  const inquiry = { contact: { name: "Grace Hopper", email: "grace@example.com" } };
  const ids: string[] = [];
  for (let count = 0; count < 40 && at.items("Lead").every(({ quarantined }) => !quarantined); count += 1) {
    const headers = { "x-test-source": `203.0.113.${count}` };
    const sent = await world.visitor.post(`/v1/dealers/${dealer}/leads`, inquiry, headers);
    ids.push(text(expectStatus(sent, 201).body["lead"]));
  }
  await world.settle(twice);
  const received = ids.length - 1;
  expect(await report(at)).toMatchObject({
    leads: { received, quarantined: 1, by_source: { web: { received } } },
  });
  expectStatus(await staff().post(`/v1/leads/${ids.at(-1) ?? ""}/release`), 200);
  expectStatus(await staff().post(`/v1/leads/${ids[0] ?? ""}/move`, { stage: "contacted" }), 200);
  await world.settle(twice);
  expect(await report(at)).toMatchObject({
    leads: {
      received: received + 1,
      quarantined: 1,
      by_source: { web: { received: received + 1, contacted: 1 } },
    },
  });
});
