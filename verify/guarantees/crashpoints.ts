import { scopeIfAny } from "#shared/scope";
import type { Reply } from "#test/support/api";
import { forecourt } from "#test/support/forecourt";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { canonical, difference } from "../sim/canonical.ts";
import { chance, type Chance, seedRandomness } from "../sim/chance.ts";
import { type Courier, courier } from "../sim/courier.ts";
import { openDoor } from "../sim/door.ts";
import { dead, disturb, type Fault, faults, mortal } from "../sim/faults.ts";
import { answerable, type Follower, follower, readFaults } from "../sim/late-reads.ts";
import { mayBeOvertaken } from "../sim/redelivery.ts";
import { restore, type Snapshot, snapshot } from "../sim/snapshot.ts";
import { ask, type Fixtures, prepared, type Request, request, routes } from "../stories.ts";

const bugs: readonly Bug[] = [
  {
    name: "a transaction is tried again without its client token",
    file: "shared/transact.ts",
    find: "await dynamo().send(new TransactWriteItemsCommand(command));",
    put: "await dynamo().send(new TransactWriteItemsCommand({ ...command, ClientRequestToken: randomUUID() }));",
  },
  {
    name: "the answer is remembered in a transaction of its own",
    file: "shared/write.ts",
    find: "await transact([...(claim ? [keep(claim, answer)] : []), ...pieces, ...auditOf(pieces)]);",
    put: "await transact([...pieces, ...auditOf(pieces)]);\n  await transact(claim ? [keep(claim, answer)] : []);",
  },
  {
    name: "a reaction's proof is written before its effect",
    file: "shared/consume.ts",
    find: "await onlyOnce(transact([seen(name, happened.id), ...pieces]));",
    put: "await onlyOnce(transact([seen(name, happened.id)]).then(() => transact(pieces)));",
  },
  {
    name: "the outcome of an outside call is recorded after it is called done",
    file: "shared/effects.ts",
    find: "await transact([close(key), ...(result === unsent ? [] : settle(result))]);",
    put: "await transact([close(key)]);\n  await transact(result === unsent ? [] : [...settle(result)]);",
  },
  {
    name: "the sweep forgets a command before it is sent",
    file: "shared/sweep.ts",
    find: "    await send(Due().parse(timer));\n    await transact([Timer.remove(timer)]).catch(ifGone);",
    put: "    await transact([Timer.remove(timer)]).catch(ifGone);\n    await send(Due().parse(timer));",
  },
];

/** Answers that may be lost by the route's own word. */
const lossy = new Set(["POST /v1/dealers/{dealer}/signals"]);
/** Stories of which the clock is a part, with what it is turned by after everything has come to rest. */
const late: Readonly<Record<string, number>> = {
  "POST /v1/dealers/{dealer}/orders": 32 * 60_000,
  "POST /v1/reports/rebuild": 60_000,
};

/**
 * Every outside call of every unsafe route, and of the relay, the reactions and the sweep that it sets off, goes wrong
 * in every way, once, and every read tells less than there is to know; then client, stream and queue try again as they do. What the table holds in the end is compared
 * with what it holds when nothing goes wrong. `n` counts calls gone wrong; pairs are drawn by chance.
 */
export const guarantee: Guarantee = {
  name: "crashpoints",
  promise:
    "Whichever outside call of whichever route or reaction fails, loses its answer or is the last of its process: after the usual retries everything is as if nothing had happened.",
  run,
  bugs,
};

/** What does not fit one page is refused here, in words: so a page that ends early is, too. */
const whole = new Set(["POST /v1/customer-merge-proposals/{proposal}/accept"]);

/** A loop's turns are alike: what comes after so many calls of one handler counts as one point. */
const mostOfOne = 16;

type Play = {
  fixtures: Fixtures;
  carry: Courier;
  asked: Request;
  begin: Snapshot;
  wanted: string[];
  copy: Follower;
};
type Point = { at: number; name: string; ways: readonly Fault[] };

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const world = await forecourt();
  await openDoor(world);
  const fixtures = await prepared(world);
  const carry = courier(world);
  const copy = follower(world);
  // What the preparation began comes to its end. The first sweep looks far back; every later one a few minutes.
  for (const minutes of [35, 1, 1, 1, 1]) await carry.later(minutes * 60_000);
  const origin = snapshot(world);
  const drawn = chance(seed);
  const covered = new Set<string>();
  const violations: string[] = [];
  let n = 0;
  for (const key of unsafe()) {
    restore(world, origin);
    const asked = await request(fixtures, key);
    await carry.settle();
    // Nobody asks twice within one millisecond.
    world.clock.advance(1_000);
    const begin = snapshot(world);
    const points = await watched(fixtures, carry, asked, begin);
    const play = { fixtures, carry, asked, begin, wanted: canonical(world, begin), copy };
    for (const plan of plans(points, covered, drawn, effort)) {
      n += plan.length;
      violations.push(...(await tried(play, plan)));
      if (untilFirst && violations.length > 0) return { n, violations, stimuli: n };
    }
  }
  return { n, violations, stimuli: n };
}

function unsafe(): string[] {
  return [...routes.keys()].filter((key) => !/^(GET|ANY) /.test(key) && !lossy.has(key));
}

/** Lives through the story undisturbed and names each of its calls by who made it, and as which of theirs. */
async function watched(
  fixtures: Fixtures,
  carry: Courier,
  asked: Request,
  begin: Snapshot,
): Promise<Point[]> {
  const { world } = fixtures;
  // As before each trial: with nothing remembered, or the calls would not be the same ones.
  restore(world, begin);
  const points: Point[] = [];
  const counts = new Map<string, number>();
  disturb(world, (call, at) => {
    const { operation } = call;
    const { context = "relay", action = "relay" } = scopeIfAny() ?? {};
    const maker = action === "sweep" ? `sweep ${operation}` : `${context} ${action}`;
    const count = maker === "sweep Query" ? 0 : Math.min((counts.get(maker) ?? 0) + 1, mostOfOne);
    counts.set(maker, count);
    const ways: Fault[] = [
      ...faults,
      ...(mayBeOvertaken() ? (["overtaken"] as const) : []),
      ...readFaults.filter(
        (fault) => answerable(fault, call) && !(fault === "short" && whole.has(asked.key)),
      ),
    ];
    points.push({ at, name: `${maker}#${count} ${operation}`, ways });
    return undefined;
  });
  const replies = await lived(fixtures, carry, asked);
  world.aws.intercept = undefined;
  const status = replies.at(-1)?.status;
  if (status !== asked.status) throw new Error(`${asked.key} answered ${status} undisturbed.`);
  restoreTimes(fixtures, begin);
  return points;
}

/** The clock goes on from where the story began, so that two runs of it are as late as each other. */
function restoreTimes({ world }: Fixtures, { now }: Snapshot): void {
  world.clock.set(new Date(now));
}

type Plan = readonly { at: number; name: string; fault: Fault }[];

/** Each point that no story before had, in every way; and pairs of this story's points. */
function* plans(points: Point[], covered: Set<string>, drawn: Chance, effort: number): Generator<Plan> {
  for (const { at, name, ways } of points) {
    if (covered.has(name)) continue;
    covered.add(name);
    for (const fault of ways) if (drawn.happens(effort)) yield [{ at, name, fault }];
  }
  if (points.length === 0) return;
  for (let pairs = 0; pairs < Math.round(4 * effort); pairs += 1)
    yield [drawn.pick(points), drawn.pick(points)].map((point) => ({
      ...point,
      fault: drawn.pick(point.ways),
    }));
}

async function tried({ fixtures, carry, asked, begin, wanted, copy }: Play, plan: Plan): Promise<string[]> {
  const { world } = fixtures;
  restore(world, begin);
  copy.catchUp();
  const told = `${asked.key}: ${plan.map(({ name, fault }) => `${fault} at ${name}`).join(", then ")}`;
  disturb(world, (_, nth) => plan.find(({ at }) => at === nth)?.fault);
  let replies: Reply[];
  try {
    replies = await lived(fixtures, carry, asked);
  } catch (error) {
    return [`${told}: ${error instanceof Error ? error.message : String(error)}`];
  }
  world.aws.intercept = undefined;
  const differing = difference(wanted, canonical(world, begin));
  return [
    ...(differing.length > 0 ? [`${told}: ${differing.join(" | ")}`] : []),
    ...wronglyRefused(plan, replies).map((why) => `${told}: ${why}`),
  ];
}

/** Whoever heard nothing but refusals must be able to believe them: a first answer in the fours is not for a success. */
function wronglyRefused(plan: Plan, replies: Reply[]): string[] {
  const [first] = replies;
  const cut = plan.some(({ fault }) => fault !== "doubtful");
  if (!first || cut || first.status < 400 || first.status >= 500) return [];
  return [`refused with ${first.status} what was done: ${first.text.slice(0, 200)}`];
}

/** The story from the request to the end of everything it set off, with the retries of whoever heard nothing. */
async function lived(fixtures: Fixtures, carry: Courier, asked: Request): Promise<Reply[]> {
  const replies: Reply[] = [];
  const retried = keyed(asked);
  for (let tries = 0; tries < 6; tries += 1) {
    const reply = await mortal(() => ask(fixtures, retried));
    if (reply !== dead) replies.push(reply);
    if (reply !== dead && reply.status < 500) break;
  }
  await carry.settle();
  const turn = late[asked.key];
  if (turn !== undefined)
    for (const minutes of [turn, 120_000, 120_000, 120_000, 120_000]) await carry.later(minutes);
  return replies;
}

/** Whoever means to try again sends a key with the first try; a provider's notice has its own name instead. */
function keyed(asked: Request): Request {
  const route = routes.get(asked.key);
  if (asked.method !== "POST" || route?.idempotency === "none") return asked;
  return { ...asked, headers: { "idempotency-key": `once-${asked.key.length}`, ...asked.headers } };
}
