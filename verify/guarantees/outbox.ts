import { forecourt } from "#test/support/forecourt";
import { replay } from "../../ops/replay.ts";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance, type Chance, seedRandomness } from "../sim/chance.ts";
import { type Courier, courier } from "../sim/courier.ts";
import { openDoor } from "../sim/door.ts";
import { disturb, type Fault } from "../sim/faults.ts";
import { happen, stirring } from "../sim/happening.ts";
import { follower, lateBy } from "../sim/late-reads.ts";
import { eventsOf, letters, observed, type Owed, unequal } from "../sim/outcome.ts";
import { tempers } from "../sim/tempers.ts";
import { type Fixtures, prepared } from "../stories.ts";

const bugs: readonly Bug[] = [
  {
    name: "entries refused by the bus are forgotten",
    file: "shared/relay.ts",
    find: "if (FailedEntryCount === 0) return [];",
    put: "if (FailedEntryCount >= 0) return [];",
  },
  {
    name: "a bus that is not reached counts as reached",
    file: "shared/relay.ts",
    find: 'log.error("bus not reached", error);\n    return events;',
    put: 'log.error("bus not reached", error);\n    return [];',
  },
  {
    name: "a retry that the bus refuses again counts as done",
    file: "shared/relay.ts",
    find: "return refused.length > 0 ? [{ itemIdentifier: record.messageId }] : [];",
    put: "return refused.length > 1 ? [{ itemIdentifier: record.messageId }] : [];",
  },
  {
    name: "two reactions share one proof",
    file: "shared/reactions.ts",
    find: 'key: { pk: "{dealer}#{context}#seen#{event}", sk: "{reaction}" },',
    put: 'key: { pk: "{dealer}#{context}#seen#{event}", sk: "seen" },',
  },
  {
    name: "events that could not be stored count as archived",
    file: "shared/archive.ts",
    find: 'log.error("events not archived", error, { folder, events: received.length });\n    return false;',
    put: 'log.error("events not archived", error, { folder, events: received.length });\n    return true;',
  },
  {
    name: "a day's archive is one object that each batch overwrites",
    file: "shared/archive-objects.ts",
    find: "`${folder}${ids[0]}-${digest.slice(0, 32)}.ndjson.gz`",
    put: "`${folder}${digest.slice(0, 0)}.ndjson.gz`",
  },
];

/**
 * Stories of every route, in an order by chance, while calls fail, processes die and the bus refuses entries. At rest,
 * what was committed, what was published, what each reaction has seen and what is archived are compared as sets. Then the stream is
 * silent for a day, and the operator's replay is asked to heal it. `n` counts events.
 */
export const guarantee: Guarantee = {
  name: "outbox",
  promise:
    "What was committed is published, and what was published takes effect and is archived: nothing more, nothing less; a silent stream is healed by a replay.",
  run,
  bugs,
};

const kinds: readonly Fault[] = ["refused", "lost", "doubtful", "died", "throttled", "collided", "overtaken"];

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  const violations: string[] = [];
  let [n, stimuli] = [0, 0];
  for (let life = 0; life < Math.max(1, Math.round(4 * effort)); life += 1) {
    const done = await lived(seed + life, effort < 0.5 ? 25 : 60);
    n += done.n;
    stimuli += done.stimuli;
    violations.push(...done.violations.map((text) => `seed ${seed + life}: ${text}`));
    if (untilFirst && violations.length > 0) break;
  }
  return { n, violations, stimuli };
}

async function lived(seed: number, stories: number) {
  seedRandomness(seed);
  const drawn = chance(seed);
  const owed: Owed = new Map();
  const world = await forecourt({ contexts: observed(owed), archives: true });
  const moods = tempers(world, drawn);
  await openDoor(world);
  const fixtures = await prepared(world);
  await openDoor(world, { temper: moods.provider });
  const carry = courier(world, drawn);
  const faults = await disturbed(fixtures, carry, drawn, stories);
  moods.calm();
  await carry.settle();
  const violations = [...unequal(world, owed), ...letters(world)];
  const silent = await silence(fixtures, carry, drawn);
  violations.push(...unequal(world, owed).map((text) => `after the silence: ${text}`), ...letters(world));
  return { n: world.bus.accepted.length, stimuli: faults + moods.moods() + silent, violations };
}

async function disturbed(
  fixtures: Fixtures,
  carry: Courier,
  drawn: Chance,
  stories: number,
): Promise<number> {
  const { world } = fixtures;
  let refused = 0;
  const refusals = new Map<string, number>();
  world.bus.refuse = ({ Detail = "" }) => {
    // Fewer times than the retry queue tries, or an operator would have to look.
    const times = refusals.get(Detail) ?? 0;
    if (times === 3 || drawn.happens(0.7)) return undefined;
    refusals.set(Detail, times + 1);
    refused += 1;
    return "ThrottlingException";
  };
  const copy = follower(world);
  const { fired, calm } = disturb(world, (call) => {
    const { operation, input } = call;
    const less = lateBy(copy, drawn, call);
    if (less) return less;
    const batch = operation === "PutEvents" && (input["Entries"] as unknown[]).length > 1;
    return drawn.happens(batch ? 0.2 : 0.02) ? drawn.pick(kinds) : undefined;
  });
  for (let told = 0; told < stories; told += 1) {
    await happen(fixtures, drawn.pick(stirring));
    world.clock.advance(1_000);
    for (let carried = drawn.below(8); carried > 0; carried -= 1) await drawn.pick(carry.rounds)();
  }
  calm();
  world.bus.refuse = undefined;
  return fired.length + refused;
}

/** The stream gives nothing for more than the day it keeps its records; then the operator replays two days. */
async function silence(fixtures: Fixtures, carry: Courier, drawn: Chance): Promise<number> {
  const { world } = fixtures;
  const from = new Date(world.clock.now()).toISOString().slice(0, 10);
  for (const key of drawn.shuffled(stirring).slice(0, 15)) await happen(fixtures, key);
  const lost = world.stream.splice(0).length;
  world.clock.advance(25 * 3_600_000);
  const to = new Date(world.clock.now()).toISOString().slice(0, 10);
  for (const dealer of new Set(eventsOf(world).map((event) => event.dealer)))
    await replay({ dealer, from, to });
  await carry.settle();
  return lost;
}
