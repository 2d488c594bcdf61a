import type { Reply } from "#test/support/api";
import { stored } from "#test/support/seen";
import { withAnother, withOther, withOtherThing } from "../access/another.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { canonical, difference } from "../sim/canonical.ts";
import { seedRandomness } from "../sim/chance.ts";
import { type Courier, courier } from "../sim/courier.ts";
import { dead, disturb, type Fault, mortal } from "../sim/faults.ts";
import { answerable, answerLate, type Follower, follower } from "../sim/late-reads.ts";
import { restore, type Snapshot, snapshot } from "../sim/snapshot.ts";
import { ask, clientOf, type Fixtures, prepared, type Request, request, routes } from "../stories.ts";

/** The whole contract of design.md section 4 on every route that takes an Idempotency-Key. `n` counts requests. */
export const guarantee: Guarantee = {
  name: "idempotency",
  promise:
    "One Idempotency-Key is one effect of one caller: a repeated request hears the same answer, also after a crash, also at the same moment; another body, path or caller never does.",
  run,
  bugs: [
    {
      name: "a key is not its caller's",
      file: "shared/idempotency.ts",
      find: "digest(caller.kind, caller.id, key)",
      put: "digest(key)",
    },
    {
      name: "the record is written outside of the transaction",
      file: "shared/write.ts",
      find: "await transact([...(claim ? [keep(claim, answer)] : []), ...pieces, ...auditOf(pieces)]);",
      put: "await transact([...pieces, ...auditOf(pieces)]);\n  await transact(claim ? [keep(claim, answer)] : []);",
    },
    {
      name: "whether a request was carried out is asked of an old copy",
      file: "shared/idempotency.ts",
      find: "key: claim.key }, { consistent: true });\n  return old",
      put: "key: claim.key });\n  return old",
    },
    {
      name: "what was sent under a key is not compared",
      file: "shared/idempotency.ts",
      find: `if (old?.["body"] === claim.body) return`,
      put: `if (old) return`,
    },
    {
      name: "a key counts for whatever path",
      file: "shared/serve.ts",
      find: "claimOf(key, `${event.routeKey} ${event.rawPath}`, raw.body)",
      put: `claimOf(key, "", raw.body)`,
    },
    {
      name: "a key is good for ever",
      file: "shared/idempotency.ts",
      find: "instant(now() + keptMilliseconds)",
      put: "instant(now() + 365 * keptMilliseconds)",
    },
    {
      name: "a refusal is not asked whether the request was carried out before",
      file: "shared/serve.ts",
      find: "error instanceof Replay || !claim ? error",
      put: "error instanceof Replay || claim ? error",
    },
  ],
};

type Case = {
  fixtures: Fixtures;
  carry: Courier;
  asked: Request;
  begin: Snapshot;
  copy: Follower;
  wanted: string[];
  say: (what: string) => void;
};
type Check = (given: Case) => Promise<number>;

const checks: readonly Check[] = [
  replayed,
  replayedByOldReads,
  otherBody,
  otherThing,
  otherCaller,
  refusalsKeepNothing,
  twins,
  (given) => afterFault(given, "lost"),
  (given) => afterFault(given, "died"),
  (given) => afterFault(given, "refused"),
  expired,
];

async function run({ seed, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const world = await trialWorld();
  const fixtures = await prepared(world);
  const carry = courier(world);
  const copy = follower(world);
  for (let minutes = 0; minutes < 5; minutes += 1) await carry.later(60_000);
  const origin = snapshot(world);
  const violations: string[] = [];
  let n = 0;
  for (const key of keyedRoutes()) {
    restore(world, origin);
    const asked = keyed(await request(fixtures, key));
    await carry.settle();
    world.clock.advance(1_000);
    const begin = snapshot(world);
    const say = (what: string): void => void violations.push(`${key}: ${what}`);
    const first = await ask(fixtures, asked);
    if (first.status !== asked.status) say(`answered ${first.status}: ${first.text}`);
    const given = { fixtures, carry, asked, begin, copy, wanted: canonical(world, begin), say };
    for (const check of checks) {
      restore(world, begin);
      n += await check(given);
      if (untilFirst && violations.length > 0) return { n, violations, stimuli: n };
    }
  }
  return { n, violations, stimuli: n };
}

function keyedRoutes(): string[] {
  return [...routes].flatMap(([key, { idempotency }]) =>
    key.startsWith("POST ") && idempotency !== "none" ? [key] : [],
  );
}

const keyed = (asked: Request, key = "one-and-the-same"): Request => ({
  ...asked,
  headers: { ...asked.headers, "idempotency-key": key },
});

async function replayed({ fixtures, asked, begin, wanted, say }: Case): Promise<number> {
  const first = await ask(fixtures, asked);
  const outside = letters(fixtures);
  const again = await ask(fixtures, asked);
  if (letters(fixtures) !== outside) say("a replay sent another letter");
  if (again.status !== first.status || again.text !== first.text)
    say(`a replay answered ${again.status} ${again.text}`);
  if (!isReplay(again)) say("a replay is not flagged as one");
  if (isReplay(first)) say("a first answer is flagged as a replay");
  same(fixtures, begin, wanted, say, "asked twice");
  return 2;
}

/** As `replayed`, while every read that may be is answered with what was there before the first request. */
async function replayedByOldReads({ fixtures, asked, copy, say }: Case): Promise<number> {
  const { world } = fixtures;
  copy.catchUp();
  const first = await ask(fixtures, asked);
  world.aws.intercept = (call) => {
    if (answerable("stale", call)) answerLate("stale", call);
  };
  const again = await ask(fixtures, asked);
  world.aws.intercept = undefined;
  copy.catchUp();
  if (again.text !== first.text || !isReplay(again))
    say(`by old reads a replay answered ${again.status} ${again.text}`);
  return 2;
}

async function otherBody({ fixtures, asked, say }: Case): Promise<number> {
  const other = withAnother(asked);
  if (!other || asked.as === "visitor") return 0;
  await ask(fixtures, asked);
  const { status } = await ask(fixtures, other);
  if (status !== 422) say(`another body under the same key answered ${status}`);
  return 2;
}

/** A body is not all that was asked: without one, the path alone says what. */
async function otherThing({ fixtures, asked, say }: Case): Promise<number> {
  const other = withOtherThing(asked);
  if (!other || asked.as === "visitor") return 0;
  await ask(fixtures, asked);
  const { status } = await ask(fixtures, other);
  if (![404, 422].includes(status)) say(`another path under the same key answered ${status}`);
  return 2;
}

/** To another person the key is new: whatever they hear is not what the first one was told. */
async function otherCaller({ fixtures, asked, say }: Case): Promise<number> {
  if (asked.as === "visitor") return 0;
  await ask(fixtures, asked);
  const reply = await ask(fixtures, asked, withOther(fixtures, asked.as));
  if (isReplay(reply)) say("another caller heard the first one's answer");
  if (reply.status === 422) say("another caller's request was taken for a changed one");
  return 2;
}

async function refusalsKeepNothing({ fixtures, asked, say }: Case): Promise<number> {
  const { world } = fixtures;
  const before = stored(world, "Idempotency").length;
  const bad = { ...asked, path: `${asked.path}?no_such_parameter=1` };
  const strangers = await ask(fixtures, asked, world.as("not-a-token"));
  const refused = await ask(fixtures, bad);
  if (refused.status < 400 || (asked.as !== "visitor" && strangers.status < 400))
    say("a wrong request was carried out");
  if (asked.as !== "visitor" && stored(world, "Idempotency").length !== before) say("a refusal was kept");
  const reply = await ask(fixtures, asked);
  if (asked.as !== "visitor" && (reply.status !== asked.status || isReplay(reply)))
    say(`after a refusal the right request answered ${reply.status}`);
  return 3;
}

async function twins({ fixtures, asked, begin, wanted, say }: Case): Promise<number> {
  const replies = await Promise.all([1, 2, 3].map(() => ask(fixtures, asked)));
  const carried = replies.filter(({ status }) => status === asked.status);
  if (carried.length === 0) say("none of three twins was carried out");
  if (new Set(carried.map(({ text }) => text)).size > 1) say("twins heard different answers");
  for (const { status, text } of replies)
    if (status !== asked.status && status !== 503) say(`a twin heard ${status}: ${text}`);
  same(fixtures, begin, wanted, say, "asked three times at once");
  return 3;
}

/** The last transaction of the request goes wrong; whoever heard nothing sends the same once more. */
async function afterFault({ fixtures, asked, begin, wanted, say }: Case, fault: Fault): Promise<number> {
  const { world } = fixtures;
  let hit = false;
  disturb(world, ({ operation }) => {
    if (hit || operation !== "TransactWriteItems") return undefined;
    hit = true;
    return fault;
  });
  let reply: Reply | typeof dead = dead;
  let tries = 0;
  for (; tries < 4 && (reply === dead || reply.status >= 500); tries += 1)
    reply = await mortal(() => ask(fixtures, asked));
  world.aws.intercept = undefined;
  if (reply === dead || reply.status !== asked.status)
    say(
      `after "${fault}" the retry answered ${reply === dead ? "nothing" : `${reply.status}: ${reply.text}`}`,
    );
  same(fixtures, begin, wanted, say, `after "${fault}"`);
  return tries;
}

async function expired({ fixtures, asked, say }: Case): Promise<number> {
  const { world } = fixtures;
  await ask(fixtures, asked);
  world.clock.advance(25 * 3_600_000);
  const late = await ask(fixtures, asked, clientOf(fixtures, asked.as));
  if (isReplay(late)) say("a day later the key was still taken for the same request");
  return 2;
}

function same(
  { world }: Fixtures,
  begin: Snapshot,
  wanted: string[],
  say: (what: string) => void,
  when: string,
): void {
  const differing = difference(wanted, canonical(world, begin));
  if (differing.length > 0) say(`${when}: ${differing.join(" | ").slice(0, 400)}`);
}

/** What people have been sent, by us and by the identity provider. */
function letters({ world }: Fixtures): number {
  return world.mail.sent.length + world.cognito.notices(world.pools.staff.id).length;
}

function isReplay({ headers }: Reply): boolean {
  return headers["idempotency-replayed"] === "true";
}
