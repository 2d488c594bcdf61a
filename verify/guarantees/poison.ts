import { forecourt, type Forecourt } from "#test/support/forecourt";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { canonical, difference, inAnyOrder } from "../sim/canonical.ts";
import { chance, type Chance, seedRandomness } from "../sim/chance.ts";
import { type Courier, courier } from "../sim/courier.ts";
import { openDoor } from "../sim/door.ts";
import { happen, stirring } from "../sim/happening.ts";
import { type Snapshot, restore, snapshot } from "../sim/snapshot.ts";
import { prepared } from "../stories.ts";

const bugs: readonly Bug[] = [
  {
    name: "one unreadable message fails its whole batch",
    file: "shared/consume.ts",
    find: "        failed.set(record, error);\n        return [];",
    put: "        throw error;",
  },
  {
    name: "one failed reaction ends the batch",
    file: "shared/consume.ts",
    find: "await reactOne(context, reactions, message).catch((error) => failed.set(message.record, error));",
    put: "await reactOne(context, reactions, message);",
  },
  {
    name: "a dead letter does not say why",
    file: "shared/consume.ts",
    find: 'cause: { DataType: "String", StringValue: cause },',
    put: "",
  },
  {
    name: "poison is dropped as if it had been dealt with",
    file: "shared/consume.ts",
    find: "if (last && (await buried(record, error))) return [];",
    put: "if (last) return [];",
  },
];

/**
 * Among the messages that a story brings to each queue are some that nobody can read: no JSON, no event, data of another
 * shape, older than any proof. All others take effect as if those had not been there; each of those is a dead letter
 * with its cause, and sent back from there it is one again and changes nothing. `n` counts bad messages.
 */
export const guarantee: Guarantee = {
  name: "poison",
  promise:
    "A message that cannot be handled stops only itself, is kept with its cause, and may be sent again.",
  run,
  bugs,
};

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const drawn = chance(seed);
  const world = await forecourt();
  await openDoor(world);
  const fixtures = await prepared(world);
  const carry = courier(world);
  for (const minutes of [35, 1, 1, 1, 1]) await carry.later(minutes * 60_000);
  const origin = snapshot(world);
  const violations: string[] = [];
  let n = 0;
  const keys = drawn.shuffled(stirring).slice(0, Math.ceil(stirring.length * Math.min(effort, 1)));
  for (const key of keys) {
    restore(world, origin);
    world.clock.advance(1_000);
    await happen(fixtures, key);
    const stream = [...world.stream];
    const begin = snapshot(world);
    await carry.settle();
    const wanted = inAnyOrder(canonical(world, begin));
    restore(world, begin);
    world.stream.push(...stream);
    const bad = await poisoned(world, carry, drawn);
    n += bad.length;
    violations.push(...(await wrongs(world, carry, { begin, wanted, bad })).map((text) => `${key}: ${text}`));
    if (untilFirst && violations.length > 0) break;
  }
  return { n, violations, stimuli: n };
}

type Letter = { queue: string; body: string };

/** Puts bad messages before, between and behind the good ones of each queue. */
async function poisoned(world: Forecourt, carry: Courier, drawn: Chance): Promise<Letter[]> {
  const [relaying] = carry.rounds;
  while (await relaying?.()) continue;
  return carry.consumers.flatMap(({ name }) => {
    const queue = `forecourt-test-${name}`;
    const records = world.queues.take(queue, Number.MAX_SAFE_INTEGER);
    world.queues.settle(queue, records);
    const good = records.map(({ body }) => body);
    const bad = [...hopeless, ...good.slice(0, 2).flatMap(spoilt)];
    const mixed = [...good];
    for (const body of bad) mixed.splice(drawn.below(mixed.length + 1), 0, body);
    for (const body of mixed) world.queues.send(queue, body);
    return bad.map((body) => ({ queue, body }));
  });
}

const hopeless = [
  "not JSON",
  "{}",
  "null",
  '{"detail":{"type":"OrderPlaced"}}',
  '{"command":"orders.expireHold"}',
];

/** What was an event: one from a year ago, and one whose data are of no shape. */
function spoilt(body: string): string[] {
  const event = JSON.parse(body) as { detail: Record<string, unknown> };
  const old = { ...event, detail: { ...event.detail, id: "evt_old", time: "2025-11-25T09:00:00.000Z" } };
  const strange = { ...event, detail: { ...event.detail, id: "evt_strange", data: "of no shape" } };
  return [old, strange].map((each) => JSON.stringify(each));
}

type Trial = { begin: Snapshot; wanted: string[]; bad: Letter[] };

async function wrongs(world: Forecourt, carry: Courier, { begin, wanted, bad }: Trial): Promise<string[]> {
  await carry.settle();
  const differing = difference(wanted, inAnyOrder(canonical(world, begin)));
  const first = dead(world, carry);
  // The operator sends everything back: it is as bad as before.
  for (const { queue, body } of first) world.queues.send(queue, body);
  await carry.settle();
  const again = difference(wanted, inAnyOrder(canonical(world, begin)));
  const second = dead(world, carry);
  const bodies = (letters: Letter[]) => letters.map(({ queue, body }) => `${queue} ${body}`);
  return [
    ...differing.map((text) => `beside poison: ${text}`),
    ...difference(bodies(bad), bodies(first)).map((text) => `dead letters: ${text}`),
    ...again.map((text) => `after redrive: ${text}`),
    ...difference(bodies(bad), bodies(second)).map((text) => `dead letters after redrive: ${text}`),
    ...first.filter(({ cause }) => !cause).map(({ body }) => `no cause beside ${body.slice(0, 100)}`),
  ];
}

/** Takes the dead letters out of their queues. */
function dead(world: Forecourt, carry: Courier): (Letter & { cause: string | undefined })[] {
  return carry.consumers.flatMap(({ name }) => {
    const queue = `forecourt-test-${name}`;
    const records = world.queues.take(`${queue}-dead`, Number.MAX_SAFE_INTEGER);
    world.queues.settle(`${queue}-dead`, records);
    return records.map(({ body, messageAttributes }) => ({
      queue,
      body,
      cause: messageAttributes["cause"]?.stringValue,
    }));
  });
}
