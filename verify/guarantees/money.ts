import { Currency, type Money, percent, split } from "#shared/money";
import { forecourt, type Forecourt } from "#test/support/forecourt";
import { planFor } from "#web/storefront/finance";
import { bugs } from "../sums/money-bugs.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance, type Chance, seedRandomness } from "../sim/chance.ts";
import { openDoor } from "../sim/door.ts";
import { done, type Making, making } from "../sim/making.ts";

/**
 * Amounts by chance, from a penny to ten billion, through everything that divides or adds money, against whole-number
 * arithmetic of another kind; then cars sold at such prices, from the order to the report. `n` counts sums.
 */
export const guarantee: Guarantee = {
  name: "money",
  promise:
    "No penny is lost or made: parts add up to the whole, a share is rounded once, and what is asked, captured, sent back and reported is the catalogue's price.",
  run,
  bugs,
};

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const drawn = chance(seed);
  const violations: string[] = [];
  const times = Math.round(4_000 * effort);
  for (let n = 0; n < times && !(untilFirst && violations.length > 0); n += 1)
    violations.push(...splits(drawn), ...shares(drawn), ...plans(drawn));
  const sales = Math.max(6, Math.round(12 * effort));
  for (const [currency, country] of [
    ["GBP", "GB"],
    ["CNY", "CN"],
    ["JPY", "JP"],
  ] as const)
    violations.push(...(await sold(drawn, sales, { currency, country })));
  const n = 3 * times + 3 * sales;
  return { n, violations, stimuli: n };
}

/** As many magnitudes as there are. */
function amount(drawn: Chance): number {
  return Math.floor(10 ** (drawn.next() * 12));
}

function money(drawn: Chance): Money {
  return { amount: amount(drawn), currency: drawn.pick(Currency.options) };
}

function splits(drawn: Chance): string[] {
  const whole = money(drawn);
  const ratios = Array.from({ length: 1 + drawn.below(12) }, () => 1 + drawn.below(100));
  const parts = split(whole, ratios);
  const all = ratios.reduce((sum, ratio) => sum + ratio, 0);
  const told = `${JSON.stringify(whole)} split ${ratios.join(":")} is ${parts.map((part) => part.amount).join()}`;
  const adds = parts.reduce((sum, part) => sum + BigInt(part.amount), 0n) === BigInt(whole.amount);
  // Nobody is more than one minor unit from their exact share, compared without dividing.
  const fair = parts.every((part, index) => {
    const exact = BigInt(whole.amount) * BigInt(ratios[index] ?? 0);
    const off = BigInt(part.amount) * BigInt(all) - exact;
    return part.currency === whole.currency && off > -BigInt(all) && off < BigInt(all);
  });
  return adds && fair ? [] : [told];
}

function shares(drawn: Chance): string[] {
  const whole = money(drawn);
  const hundredths = drawn.below(3_001);
  const parts = drawn.pick([1, 12]);
  const share = percent(whole, hundredths / 100, parts);
  // Twice the distance from the exact share is at most one minor unit: rounded once, and to the nearest.
  const one = 10_000n * BigInt(parts);
  const off = BigInt(share.amount) * one - BigInt(whole.amount) * BigInt(hundredths);
  const nearest = 2n * off <= one && 2n * off > -one;
  return nearest && share.currency === whole.currency
    ? []
    : [`${hundredths / 100} % of ${whole.amount} in ${parts} parts is ${share.amount}`];
}

function plans(drawn: Chance): string[] {
  const price = { ...money(drawn), amount: 100 + amount(drawn) };
  const terms = {
    deposit: drawn.below(price.amount),
    months: 6 + drawn.below(79),
    rate: drawn.below(3_001) / 100,
  };
  const { schedule, borrowed, interest, total } = planFor(price, terms);
  const paid = schedule.reduce((sum, row) => sum + row.principal, 0);
  let owed = borrowed;
  const right = schedule.every((row) => {
    const due = percent({ ...price, amount: owed }, terms.rate, 12).amount;
    owed -= row.principal;
    return row.interest === due && row.balance === owed && row.payment === row.principal + row.interest;
  });
  const ends = owed === 0 && paid === borrowed && borrowed + terms.deposit === price.amount;
  const added = schedule.reduce((sum, row) => sum + row.interest, 0) === interest;
  return right && ends && added && total === price.amount + interest
    ? []
    : [`the plan for ${price.amount} with ${JSON.stringify(terms)} ends at ${owed}`];
}

type Sale = { order: string; amount: number; refunded: boolean };
type Place = { currency: Currency; country: string };

/** Sells cars, some of them undone, and reads what the day came to. */
async function sold(drawn: Chance, count: number, { currency, country }: Place): Promise<string[]> {
  const world = await forecourt();
  await openDoor(world, { hears: true });
  const dealer = await world.dealer({ currency, country });
  const make = making(world, dealer);
  const violations: string[] = [];
  const sales: Sale[] = [];
  for (let n = 0; n < count; n += 1) {
    const price = { amount: 1 + (amount(drawn) % 100_000_000_000), currency };
    sales.push(await sale(world, { make, price, refund: drawn.happens(0.4) }, violations));
  }
  await world.settle();
  const day = new Date(world.clock.now()).toISOString().slice(0, 10);
  const { body } = await world
    .staff(dealer, "owner")
    .get(`/v1/reports/daily?from=${day}&to=${day}`)
    .then(done);
  const { totals } = body as unknown as { totals: { sales: object[]; average_price: object[] } };
  const sum = (some: readonly Sale[]) => some.reduce((all, one) => all + one.amount, 0);
  const [revenue, refunded] = [sum(sales), sum(sales.filter((one) => one.refunded))];
  const wanted = [{ currency, revenue, refunded, net: revenue - refunded, late_refunded: 0 }];
  const average = [
    { currency, amount: Number((2n * BigInt(revenue) + BigInt(count)) / (2n * BigInt(count))) },
  ];
  if (JSON.stringify(totals.sales) !== JSON.stringify(wanted))
    violations.push(`${JSON.stringify(totals.sales)} was reported instead of ${JSON.stringify(wanted)}`);
  if (JSON.stringify(totals.average_price) !== JSON.stringify(average))
    violations.push(
      `an average of ${JSON.stringify(totals.average_price)} instead of ${JSON.stringify(average)}`,
    );
  return violations;
}

type Selling = { make: Making; price: Money; refund: boolean };

/** A buyer who names a price of their own is refused, or pays the catalogue's all the same. */
async function sale(world: Forecourt, { make, price, refund }: Selling, violations: string[]): Promise<Sale> {
  const { dealer } = make;
  const [staff, buyer, orders] = [make.staff(), make.buyer(), `/v1/dealers/${dealer}/orders`];
  const { body: car } = await staff.post("/v1/vehicles", { ...make.vehicle(), price }).then(done);
  const vehicle = String(car["vehicle"]);
  await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`).then(done);
  await staff.post("/v1/stock-units", { vin: car["vin"], vehicle }).then(done);
  const cheap = { vehicle, price: { ...price, amount: 1 } };
  const named = await buyer.post(orders, cheap, make.key());
  const placed = named.status === 201 ? named : await buyer.post(orders, { vehicle }, make.key()).then(done);
  const order = String(placed.body["order"]);
  const { body: checkout } = await buyer.post(`${orders}/${order}/pay`, undefined, make.key()).then(done);
  const settle = `/v1/sandbox/${dealer}/payments/${String(checkout["payment"])}/settle`;
  const { body: told } = await world.visitor.post(settle, { outcome: "captured", amount: price }).then(done);
  const notice = told["notice"] as unknown as { path: string; headers: Record<string, string>; body: string };
  const heard = await world.visitor.post(notice.path, notice.body, notice.headers);
  if (refund && heard.status === 200)
    await staff.post(`/v1/orders/${order}/refund`, { reason: "a scratch" }, make.key()).then(done);
  await world.settle();
  const { body: end } = await make.staff().get(`/v1/orders/${order}`).then(done);
  for (const [what, found] of [
    ["the order", end["price"]],
    ["the checkout", checkout["amount"]],
  ])
    if (JSON.stringify(found) !== JSON.stringify(price))
      violations.push(`${what} says ${JSON.stringify(found)} for a car of ${JSON.stringify(price)}`);
  const state = refund ? "refunded" : "paid";
  if (String(end["state"]) !== state)
    violations.push(`an order is ${String(end["state"])} instead of ${state}`);
  return { order, amount: price.amount, refunded: refund };
}
