import { dayIn } from "#shared/time";
import { forecourt, type Forecourt } from "#test/support/forecourt";
import { bugs } from "../sums/time-bugs.ts";
import { timers } from "../sums/timers.ts";
import { type Change, changes, wallClock } from "../sums/wall-clocks.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { seedRandomness } from "../sim/chance.ts";
import { done, making, store } from "../sim/making.ts";

/**
 * The days on which clocks are changed, lived through at dealers in London, New York and on Lord Howe Island (which
 * changes by half an hour), and judged by a table of those changes that asks no library. `n` counts moments.
 */
export const guarantee: Guarantee = {
  name: "time",
  promise:
    "No hour is lost and none counts twice where clocks change: a report's day, opening hours, holds and letters are by the dealer's own wall; and whatever is to happen later happens once, not before its time and in the minute after.",
  run,
  bugs,
};

const minute = 60_000;
const hour = 60 * minute;

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const swept = await timers(seed);
  const violations = swept.violations.map((text) => `timers: ${text}`);
  let { n } = swept;
  for (const change of changes) {
    if (untilFirst && violations.length > 0) break;
    violations.push(...days(change));
    const world = await forecourt({ at: new Date(change.at - 40 * hour).toISOString() });
    const lived = await around(world, change, effort >= 1 ? 15 * minute : 30 * minute);
    n += 4 * 24 * 60 + lived.n;
    violations.push(...lived.violations);
  }
  return { n, violations, stimuli: n };
}

/** Every minute of four days. */
function days(change: Change): string[] {
  for (let at = change.at - 48 * hour; at < change.at + 48 * hour; at += minute) {
    const [day, wanted] = [dayIn(change.zone, at), wallClock(change, at).slice(0, 10)];
    if (day !== wanted)
      return [`${new Date(at).toISOString()} in ${change.zone} is the ${day}, not the ${wanted}`];
  }
  return [];
}

/** What a dealer lives through from the day before to the day after: an inquiry, a look at the door, an order now and then. */
async function around(world: Forecourt, change: Change, step: number) {
  const { zone } = change;
  const dealer = await world.dealer({ zone });
  const make = making(world, dealer);
  const violations: string[] = [];
  await opened(world, dealer, zone);
  const counted = new Map<string, number>();
  let n = 0;
  for (let at = change.at - 36 * hour; at < change.at + 36 * hour; at += step, n += 1) {
    world.clock.set(new Date(at));
    const wall = wallClock(change, at);
    const { body: seen } = await world.visitor.get(`/v1/dealers/${dealer}/stores`).then(done);
    const [shop] = seen.data as unknown as { open_now: boolean }[];
    if (shop?.open_now !== isOpenAt(wall.slice(11)))
      violations.push(`at ${wall} in ${zone} the door is ${shop?.open_now ? "open" : "closed"}`);
    if (n % 2 > 0) continue;
    const lead = { contact: { name: "Ada", email: `ada${n}@example.com` } };
    await world.staff(dealer, "owner").post("/v1/leads", lead).then(done);
    counted.set(wall.slice(0, 10), (counted.get(wall.slice(0, 10)) ?? 0) + 1);
  }
  await world.settle();
  violations.push(...(await reported(world, dealer, counted)).map((text) => `${zone}: ${text}`));
  for (const before of [-29, -10, 20])
    violations.push(...(await held(world, make, change, change.at + before * minute + 30_500)));
  return { n, violations };
}

async function opened(world: Forecourt, dealer: string, zone: string): Promise<void> {
  const day = [
    { opens: "09:00", closes: "17:30" },
    { opens: "22:00", closes: "02:30" },
  ];
  const names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const opening_hours = Object.fromEntries(names.map((name) => [name, day]));
  // The store says its own zone: the dealer's might be another.
  await world
    .staff(dealer, "owner")
    .post("/v1/stores", { ...store, zone, opening_hours })
    .then(done);
}

function isOpenAt(time: string): boolean {
  return (time >= "09:00" && time < "17:30") || time >= "22:00" || time < "02:30";
}

async function reported(
  world: Forecourt,
  dealer: string,
  counted: ReadonlyMap<string, number>,
): Promise<string[]> {
  const all = [...counted.keys()].toSorted();
  const path = `/v1/reports/daily?from=${all[0]}&to=${all.at(-1)}`;
  const { body } = await world.staff(dealer, "owner").get(path).then(done);
  const { days: found } = body as unknown as { days: { day: string; leads: { received: number } }[] };
  return found
    .filter(({ day, leads }) => leads.received !== (counted.get(day) ?? 0))
    .map(({ day, leads }) => `${leads.received} inquiries on the ${day} instead of ${counted.get(day) ?? 0}`);
}

/** A hold is half an hour, whatever the clocks do meanwhile; its letter names the end as the wall will show it. */
async function held(
  world: Forecourt,
  make: ReturnType<typeof making>,
  change: Change,
  from: number,
): Promise<string[]> {
  world.clock.set(new Date(from - minute));
  await world.later(0);
  const vehicle = await make.car();
  world.clock.set(new Date(from));
  const { body } = await make
    .buyer()
    .post(`/v1/dealers/${make.dealer}/orders`, { vehicle }, make.key())
    .then(done);
  const [order, until] = [String(body["order"]), Date.parse(String(body["hold_until"]))];
  await world.settle();
  const letter = JSON.stringify(world.mail.sent.at(-1));
  const wall = wallClock(change, until).slice(11);
  const state = async () => String((await make.staff().get(`/v1/orders/${order}`).then(done)).body["state"]);
  // Timers are kept to the minute: not a second too early, and in the minute after.
  await world.later(until - 1_000 - world.clock.now());
  const early = await state();
  await world.later(until + minute - world.clock.now());
  const late = await state();
  const half = Math.abs(until - from - 30 * minute) < minute;
  return [
    ...(half ? [] : [`a hold from ${new Date(from).toISOString()} lasts ${(until - from) / minute} minutes`]),
    ...(early === "placed" && late === "expired"
      ? []
      : [`a hold is ${early} before its end and ${late} after`]),
    ...(letter.includes(wall) ? [] : [`the letter does not say that the hold ends at ${wall}`]),
  ];
}
