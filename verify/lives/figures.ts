import { stored } from "#test/support/seen";
import { done } from "../sim/making.ts";
import { type Life, same } from "./life.ts";

type Row = Record<string, unknown>;
type Told = { id: string; type: string; dealer: string; data: Row };

const way = ["new", "contacted", "qualified", "negotiating", "won"];

/** What the days came to, against what orders, payments and leads say themselves. */
export async function figures({ world, make, dealer, say }: Life): Promise<void> {
  const first = "2026-11-24";
  const last = new Date(world.clock.now() + 86_400_000).toISOString().slice(0, 10);
  const { body } = await make.staff().get(`/v1/reports/daily?from=${first}&to=${last}`).then(done);
  const { totals, funnel } = body as unknown as {
    totals: { orders: Row; units: Row; sales: Row[]; leads: Row };
    funnel: { steps: { stage: string; reached: number }[] };
  };
  const events = stored(world, "Event")
    .map(({ event }) => event as Told)
    .filter((event) => event.dealer === dealer);
  const wanted = [
    ["orders", totals.orders, orders(events)],
    ["units", totals.units, units(events)],
    ["sales", totals.sales, sales(world, events)],
    ["leads", { ...totals.leads, by_source: undefined }, { ...leads(events), by_source: undefined }],
    ["the funnel", funnel.steps.map(({ reached }) => reached), reached(events)],
  ] as const;
  for (const [name, found, right] of wanted)
    if (!same(found, right))
      say(`${name} were reported as ${JSON.stringify(found)} instead of ${JSON.stringify(right)}`);
}

const count = (events: readonly Told[], type: string): number =>
  events.filter((event) => event.type === type).length;

function paid(events: readonly Told[]): Set<unknown> {
  return new Set(events.filter(({ type }) => type === "OrderPaid").map(({ data }) => data["order"]));
}

function orders(events: readonly Told[]): Row {
  return {
    placed: count(events, "OrderPlaced"),
    paid: count(events, "OrderPaid"),
    cancelled: count(events, "OrderCancelled"),
    expired: count(events, "OrderExpired"),
    refunded: count(events, "OrderRefunded"),
  };
}

function units(events: readonly Told[]): Row {
  const sold = paid(events);
  const returned = events.filter(({ type, data }) => type === "OrderCancelled" && sold.has(data["order"]));
  return { sold: sold.size, returned: returned.length, net: sold.size - returned.length };
}

/** By the payments that were made, not by what was told of them. */
function sales(world: Life["world"], events: readonly Told[]): Row[] {
  const sold = paid(events);
  const sum = (rows: readonly Row[]) =>
    rows.reduce((all, row) => all + ((row["price"] ?? row["amount"]) as { amount: number }).amount, 0);
  const back = stored(world, "Payment").filter(({ state }) => state === "refunded");
  const revenue = sum(stored(world, "Order").filter(({ order }) => sold.has(order)));
  const refunded = sum(back.filter(({ order }) => sold.has(order)));
  const late_refunded = sum(back.filter(({ order }) => !sold.has(order)));
  return [{ currency: "GBP", revenue, refunded, net: revenue - refunded, late_refunded }];
}

function leads(events: readonly Told[]): Row {
  const received = events.filter(({ type }) => type === "LeadReceived");
  const quarantined = received.filter(({ data }) => data["quarantined"] === true).length;
  return { received: received.length - quarantined, quarantined };
}

/** A lead that leaps has come past what it leapt over; one that was lost and is taken up again came past it before. */
function reached(events: readonly Told[]): number[] {
  const counts = way.map(() => 0);
  const comes = (from: number, to: number): void => {
    for (let step = from + 1; step <= to; step += 1) counts[step] = (counts[step] ?? 0) + 1;
  };
  for (const { type, data } of events) {
    if (type === "LeadReceived" && data["quarantined"] !== true) comes(-1, 0);
    if (type !== "LeadMoved") continue;
    const [from, to] = [way.indexOf(String(data["from"])), way.indexOf(String(data["to"]))];
    comes(data["from"] === "lost" ? to - 1 : from, to);
  }
  return counts;
}
