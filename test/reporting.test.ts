import { expect, test } from "vitest";
import { reporting } from "#functions/reporting/context";
import { forecourt } from "#test/support/forecourt";
import { happening } from "#test/reporting-happening";

const given = async () => {
  const world = await forecourt({ contexts: [reporting] });
  const dealer = await world.dealer();
  return { world, dealer, owner: world.staff(dealer, "owner"), say: happening(dealer) };
};
const today = "/v1/reports/daily?from=2026-11-25&to=2026-11-25";

test("a day shows orders, units, revenue per currency, leads by source and stage, and the funnel", async () => {
  const { world, owner, say } = await given();
  const price = { amount: 1_299_000, currency: "GBP" as const };
  await say.placed(4, price);
  await say.paid(2, price);
  await say.cancelled(1, price, true);
  await say.refunded(1, price, true);
  await say.refunded(1, price, false);
  await say.expired(1);
  await say.lead("web", 3);
  await say.lead("phone", 1);
  await say.lead("web", 5, { quarantined: true });
  await say.moved("web", "new", "qualified");
  await say.moved("web", "qualified", "lost");
  await say.moved("phone", "new", "contacted");
  await world.settle();

  const { status, body } = await owner.get(today);
  expect(status).toBe(200);
  expect(body.days).toHaveLength(1);
  expect(body["totals"]).toEqual({
    orders: { placed: 4, paid: 2, cancelled: 1, expired: 1, refunded: 2 },
    units: { sold: 2, returned: 1, net: 1 },
    sales: [
      { currency: "GBP", revenue: 2_598_000, refunded: 1_299_000, net: 1_299_000, late_refunded: 1_299_000 },
    ],
    leads: {
      received: 4,
      quarantined: 5,
      by_source: { web: { received: 3, qualified: 1, lost: 1 }, phone: { received: 1, contacted: 1 } },
    },
    average_price: [{ currency: "GBP", amount: 1_299_000 }],
  });
  expect(body["funnel"]).toEqual({
    steps: [
      { stage: "new", reached: 4, of_step_before: null, of_received: 1 },
      { stage: "contacted", reached: 2, of_step_before: 0.5, of_received: 0.5 },
      { stage: "qualified", reached: 1, of_step_before: 0.5, of_received: 0.25 },
      { stage: "negotiating", reached: 0, of_step_before: 0, of_received: 0 },
      { stage: "won", reached: 0, of_step_before: null, of_received: 0 },
    ],
    orders: { placed: 4, paid: 2, paid_of_placed: 0.5 },
  });
});

test("currencies are never added up", async () => {
  const { world, owner, say } = await given();
  await say.paid(1, { amount: 100, currency: "GBP" });
  await say.paid(2, { amount: 300, currency: "CNY" });
  await world.settle();
  const { body } = await owner.get(today);
  expect(body["totals"]).toMatchObject({
    sales: [
      { currency: "CNY", revenue: 600 },
      { currency: "GBP", revenue: 100 },
    ],
    average_price: [
      { currency: "CNY", amount: 300 },
      { currency: "GBP", amount: 100 },
    ],
  });
});

test("a lead that was lost and taken up again has come past the earlier steps once only", async () => {
  const { world, owner, say } = await given();
  await say.lead("web", 1);
  await say.moved("web", "new", "negotiating");
  await say.moved("web", "negotiating", "lost");
  await say.moved("web", "lost", "won");
  await world.settle();
  const { body } = await owner.get(today);
  const funnel: { steps: { reached: number }[] } = body["funnel"]!;
  expect(funnel.steps.map(({ reached }) => reached)).toEqual([1, 1, 1, 1, 1]);
});

test("an event belongs to the dealer's own day at the time it happened, however late it arrives", async () => {
  const world = await forecourt({ contexts: [reporting], at: "2026-11-24T16:30:00.000Z" });
  const shanghai = await world.dealer({
    id: "shanghai-cars",
    zone: "Asia/Shanghai",
    currency: "CNY",
    country: "CN",
  });
  const london = await world.dealer();
  await happening(shanghai).placed(1);
  await happening(london).placed(1);
  world.clock.advance(3 * 86_400_000);
  await world.settle();
  const report = async (dealer: string) => {
    const { body } = await world
      .staff(dealer, "owner")
      .get("/v1/reports/daily?from=2026-11-24&to=2026-11-26");
    const days: { day: string; orders: { placed: number } }[] = body["days"]!;
    return days.map(({ day, orders }) => [day, orders.placed]);
  };
  expect(await report(shanghai)).toEqual([
    ["2026-11-24", 0],
    ["2026-11-25", 1],
    ["2026-11-26", 0],
  ]);
  expect(await report(london)).toEqual([
    ["2026-11-24", 1],
    ["2026-11-25", 0],
    ["2026-11-26", 0],
  ]);
});

test("days on which nothing happened are there, with zeros and without rates", async () => {
  const { owner } = await given();
  const { body } = await owner.get("/v1/reports/daily?from=2026-01-01&to=2026-12-31");
  expect(body["days"]).toHaveLength(365);
  expect(body["days"]![0]).toEqual({
    day: "2026-01-01",
    orders: { placed: 0, paid: 0, cancelled: 0, expired: 0, refunded: 0 },
    units: { sold: 0, returned: 0, net: 0 },
    sales: [],
    leads: { received: 0, quarantined: 0, by_source: {} },
  });
  expect(body["funnel"]).toMatchObject({ orders: { paid_of_placed: null } });
});

test("a report is one Query", async () => {
  const { world, owner, say } = await given();
  await say.placed(3);
  await world.settle();
  await owner.get(today);
  world.aws.reset();
  await owner.get("/v1/reports/daily?from=2026-01-01&to=2026-11-30");
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["Query"]);
});

test.each([
  ["a day that is none", "from=2026-02-30&to=2026-03-01", "invalid_request"],
  ["no end", "from=2026-02-01", "invalid_request"],
  ["an end before the beginning", "from=2026-02-02&to=2026-02-01", "span_invalid"],
  ["more than 400 days", "from=2025-01-01&to=2026-11-25", "span_invalid"],
  ["an unknown parameter", "from=2026-02-01&to=2026-02-01&dealer=other", "invalid_request"],
])("a report refuses %s", async (_what, query, code) => {
  const { owner } = await given();
  const { status, body } = await owner.get(`/v1/reports/daily?${query}`);
  expect([status, body["code"]]).toEqual([400, code]);
});

test("who may not read reports is told which permission lacks, and a rebuild is not for everyone who reads them", async () => {
  const { world, dealer } = await given();
  expect((await world.staff(dealer, "warehouse").get(today)).status).toBe(403);
  expect((await world.staff(dealer, "finance").get(today)).status).toBe(200);
  expect((await world.staff(dealer, "finance").post("/v1/reports/rebuild", {})).status).toBe(403);
  expect((await world.visitor.get(today)).status).toBe(401);
});

test("a dealer sees nothing of another dealer's figures", async () => {
  const { world, say } = await given();
  const other = await world.dealer({ id: "paris-cars" });
  await say.placed(5);
  await world.settle();
  const { body } = await world.staff(other, "owner").get(today);
  expect(body["totals"]).toMatchObject({ orders: { placed: 0 } });
});

test("figures count each event once, delivered five times and in any order", async () => {
  const { world, owner, say } = await given();
  await say.everything(60, 7);
  await world.settle({ times: 5, reorder: (records) => records.toReversed() });
  const { body: often } = await owner.get(today);
  const once = await given();
  await once.say.everything(60, 7);
  await once.world.settle();
  const { body } = await once.owner.get(today);
  expect(often).toEqual(body);
  expect(body["totals"]).toMatchObject({ orders: { placed: expect.any(Number) as number } });
});
