import { forecourt, type Forecourt } from "#test/support/forecourt";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { canonical, difference, inAnyOrder } from "../sim/canonical.ts";
import { chance, seedRandomness } from "../sim/chance.ts";
import { type Courier, courier } from "../sim/courier.ts";
import { openDoor } from "../sim/door.ts";
import { disturb } from "../sim/faults.ts";
import { happen, stirring } from "../sim/happening.ts";
import { follower, lateBy } from "../sim/late-reads.ts";
import { letters } from "../sim/outcome.ts";
import { restore, type Snapshot, snapshot } from "../sim/snapshot.ts";
import { prepared } from "../stories.ts";

const bugs: readonly Bug[] = [
  {
    name: "an effect without its proof",
    file: "shared/consume.ts",
    find: "await onlyOnce(transact([seen(name, happened.id), ...pieces]));",
    put: "await onlyOnce(transact(pieces));",
  },
  {
    name: "a proof is forgotten within a day",
    file: "shared/reactions.ts",
    find: "expires: () => Math.floor(now() / 1000) + keptDays * 86_400,",
    put: "expires: () => Math.floor(now() / 1000) + 86_400,",
  },
  {
    name: "one repeated event ends the whole batch of a tally",
    file: "shared/tallies.ts",
    find: "rest = rest.filter(({ id }) => id !== error.event);",
    put: "rest = rest.filter(() => error.event === undefined);",
  },
];

/**
 * The events of every route's story reach every reaction: once and in turn, then each ten times in an order by chance,
 * some of them while the same are being dealt with elsewhere, and reads tell less than there is to know;
 * and all of them once more after 30 days. The table must end as after the first. `n` counts deliveries.
 */
export const guarantee: Guarantee = {
  name: "consumers",
  promise:
    "Every reaction takes effect once: delivered ten times, in any order of the copies, or again after 30 days.",
  run,
  bugs,
};

const copies = 10;
const atATime = 4;

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const drawn = chance(seed);
  const world = await forecourt();
  await openDoor(world);
  const fixtures = await prepared(world);
  const carry = courier(world);
  const copy = follower(world);
  for (const minutes of [35, 1, 1, 1, 1]) await carry.later(minutes * 60_000);
  const origin = snapshot(world);
  const violations: string[] = [];
  let [n, stimuli] = [0, 0];
  const keys =
    effort < 1
      ? drawn.shuffled(stirring).slice(0, Math.ceil(stirring.length * Math.max(effort, 0.5)))
      : stirring;
  // Several stories at a time, so that batches hold what is new beside what was seen.
  for (let start = 0; start < keys.length; start += atATime) {
    const some = keys.slice(start, start + atATime);
    restore(world, origin);
    for (const one of some) {
      world.clock.advance(1_000);
      await happen(fixtures, one);
    }
    const key = some.join(", ");
    const stream = [...world.stream];
    const begin = snapshot(world);
    await carry.settle();
    const wanted = canonical(world, begin);
    for (let times = 0; times < Math.max(1, Math.round(effort)); times += 1) {
      restore(world, begin);
      world.stream.push(...stream);
      copy.catchUp();
      const weather = disturb(world, (call) =>
        drawn.happens(0.02) ? "overtaken" : lateBy(copy, drawn, call),
      );
      const bodies = await multiplied(world, carry, drawn.shuffled);
      weather.calm();
      stimuli += weather.fired.length;
      n += bodies.length;
      stimuli += bodies.length;
      violations.push(...unlike(world, wanted, begin, `${key}, ${copies} copies`));
      await lateCopies(world, carry, bodies);
      violations.push(...unlike(world, wanted, begin, `${key}, a copy 30 days late`));
    }
    if (untilFirst && violations.length > 0) break;
  }
  return { n, violations, stimuli };
}

function unlike(world: Forecourt, wanted: string[], begin: Snapshot, name: string): string[] {
  const differing = difference(inAnyOrder(wanted), inAnyOrder(canonical(world, begin)));
  const dead = letters(world);
  return [
    ...(differing.length > 0 ? [`${name}: ${differing.join(" | ")}`] : []),
    ...dead.map((letter) => `${name}: ${letter}`),
  ];
}

type Body = { queue: string; body: string };

/** Carries everything, and each message of each queue as often as asked, in an order by chance. */
async function multiplied(
  world: Forecourt,
  carry: Courier,
  shuffled: <T>(list: readonly T[]) => T[],
): Promise<Body[]> {
  const all: Body[] = [];
  const [relaying, retrying, ...consuming] = carry.rounds;
  for (let round = 0; round < 500; round += 1) {
    while (await relaying?.()) continue;
    while (await retrying?.()) continue;
    const fresh = carry.consumers.flatMap(({ name }) => drained(world, `forecourt-test-${name}`));
    if (fresh.length === 0) return all;
    all.push(...fresh);
    const many = Array.from({ length: copies }, () => fresh).flat();
    for (const { queue, body } of shuffled(many)) world.queues.send(queue, body);
    for (const consume of consuming) while (await consume()) continue;
    await carry.settle();
  }
  throw new Error("The platform did not come to rest.");
}

function drained(world: Forecourt, queue: string): Body[] {
  const records = world.queues.take(queue, Number.MAX_SAFE_INTEGER);
  world.queues.settle(queue, records);
  return records.map(({ body }) => ({ queue, body }));
}

/** A month on, when the table has forgotten what it may forget, every message comes once more. */
async function lateCopies(world: Forecourt, carry: Courier, bodies: readonly Body[]): Promise<void> {
  const kept = snapshot(world);
  world.clock.advance(30 * 86_400_000);
  const forgotten = world
    .table()
    .filter((item) => Number(item["_ttl"]?.["N" as never] ?? Infinity) * 1000 < world.clock.now());
  for (const { pk, sk } of forgotten)
    world.dynamodb.call("DeleteItem", { TableName: "forecourt-test", Key: { pk, sk } });
  for (const { queue, body } of bodies) world.queues.send(queue, body);
  await carry.settle();
  // What was forgotten on time is no difference.
  for (const { pk, sk } of forgotten) {
    const item = kept.items.get(JSON.stringify([pk, sk]));
    if (item)
      world.dynamodb.call("PutItem", {
        TableName: "forecourt-test",
        Item: JSON.parse(item) as object as never,
      });
  }
}
