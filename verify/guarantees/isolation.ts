import * as z from "zod/mini";
import type { Client, Reply } from "#test/support/api";
import { stored } from "#test/support/seen";
import { swaps } from "../access/foreign.ts";
import { forgedKeys } from "../access/forged-keys.ts";
import { bugs } from "../access/isolation-bugs.ts";
import { trespass } from "../access/trespass.ts";
import { canariesOf, crossed, itemsOf } from "../access/watch.ts";
import { warm } from "../access/warm.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance } from "../sim/chance.ts";
import { sample } from "../sim/sample.ts";
import { ask, clientOf, type Fixtures, prepared, type Request, request, routes } from "../stories.ts";

/**
 * Two dealers in one world. Whoever belongs to the first puts the second's identifiers, name and cursors into every
 * part of every route's request. `n` counts requests.
 */
export const guarantee: Guarantee = {
  name: "isolation",
  promise:
    "Whatever identifier, header or cursor of another dealer or person stands in a request, it answers as for one that does not exist, and nothing of theirs is shown or changed.",
  run,
  bugs,
};

type Trial = {
  own: Fixtures;
  foreign: Fixtures;
  canaries: ReadonlySet<string>;
  violations: string[];
  /** What the first dealer's people wrote themselves, and were believed: a car's number is whoever's has the car. */
  told: string[];
  /** One of each list that its people were given, by whose list it is. */
  cursors: { key: string; as: string; cursor: string }[];
  n: number;
};

type Begun = Omit<Trial, "own" | "foreign">;

async function run(options: Options): Promise<Outcome> {
  const trial: Begun = { canaries: new Set(), violations: [], told: [], cursors: [], n: 0 };
  try {
    await all(trial, options);
  } catch (error) {
    trial.violations.push(`no further: ${String(error)}`);
  }
  return { n: trial.n, violations: trial.violations, stimuli: trial.n };
}

async function all(begun: Begun, { seed, effort, untilFirst = false }: Options): Promise<void> {
  const world = await trialWorld();
  const own = await prepared(world, { dealer: "alpha-cars", first: 100_000 });
  const foreign = await prepared(world, { dealer: "beta-cars", first: 500_000 });
  const trial: Trial = Object.assign(begun, {
    own,
    foreign,
    canaries: canariesOf(world, foreign.dealer, [own.dealer]),
  });
  const careless = await trespass(own, foreign);
  trial.n += careless.n;
  trial.violations.push(...careless.violations, ...forgedKeys(own.dealer));
  for (const key of routes.keys()) {
    await tried(trial, key);
    if (untilFirst && trial.violations.length > 0) return;
  }
  await world.settle();
  trial.violations.push(...leaked(trial));
  const many = await warm(
    world,
    chance(seed),
    Math.max(10, Math.round(50 * effort)),
    Math.round(100 * effort),
  );
  trial.n += many.asked;
  trial.violations.push(...many.violations);
}

async function tried(trial: Trial, key: string): Promise<void> {
  const { own, foreign } = trial;
  const asked = await request(own, key);
  await own.world.settle();
  const before = itemsOf(own.world, foreign.dealer);
  await withForeignNames(trial, asked);
  await withForeignRecordsOfPersons(trial, asked);
  await underForeignDealer(trial, asked);
  await withForeignCursor(trial, asked);
  await withCursorOfAnotherList(trial, asked);
  await withEveryFilter(trial, asked);
  await withForeignHints(trial, asked);
  await own.world.settle();
  if (!key.includes("{dealer}") && changed(before, itemsOf(own.world, foreign.dealer)))
    trial.violations.push(`${key}: changed what belongs to ${foreign.dealer}`);
}

/** Everyone who may come: each with the foreign name, and with one that nobody has. */
async function withForeignNames(trial: Trial, asked: Request): Promise<void> {
  for (const { name, foreign, missing } of swaps(asked, trial.foreign.params))
    for (const [role, client] of callers(trial.own)) {
      const theirs = await sent(trial, foreign, client, role);
      const nobodys = await sent(trial, missing, client, role);
      compare(trial, `${asked.key} as ${role} with ${name} of another dealer`, theirs, nobodys);
    }
}

/** What is a person's own, asked for by another person at the same dealer: a record is missing, a list is empty. */
async function withForeignRecordsOfPersons(trial: Trial, asked: Request): Promise<void> {
  const route = routes.get(asked.key);
  if (route?.who !== "customer") return;
  const stranger = trial.own.world.customer("a-stranger");
  if (route.query && asked.method === "GET") {
    const { body } = await sent(trial, asked, stranger, "stranger");
    if (body.data.length > 0) trial.violations.push(`${asked.key}: a stranger's list is not empty`);
  }
  for (const { missing } of route.owner ? swaps(asked, trial.foreign.params).slice(0, 1) : [])
    compare(
      trial,
      `${asked.key} by another person`,
      await sent(trial, asked, stranger, "stranger"),
      await sent(trial, missing, stranger, "stranger"),
    );
}

/** Our own records under the other dealer's address are not there. */
async function underForeignDealer(trial: Trial, asked: Request): Promise<void> {
  const { own, foreign } = trial;
  const there = (one: Request) => ({ ...one, path: one.path.replace(own.dealer, foreign.dealer) });
  if (!asked.path.includes(own.dealer)) return;
  for (const { name, missing } of swaps(asked, foreign.params)) {
    const [moved, nobodys] = [
      await sent(trial, there(asked), clientOf(own, asked.as), "moved"),
      await sent(trial, there(missing), clientOf(own, asked.as), "moved"),
    ];
    compare(trial, `${asked.key} with ${name} under another dealer`, moved, nobodys);
  }
}

async function withForeignCursor(trial: Trial, asked: Request): Promise<void> {
  const route = routes.get(asked.key);
  if (!route?.query || !("cursor" in route.query.shape)) return;
  const [path = "", query = ""] = asked.path.split("?");
  const there = path.replace(trial.own.dealer, trial.foreign.dealer);
  const begun = await ask(
    trial.foreign,
    { ...asked, path: `${there}?${query ? `${query}&` : ""}limit=1` },
    clientOf(trial.foreign, asked.as),
  );
  const cursor = (begun.body as Record<string, string>)["next_cursor"];
  if (cursor === undefined) return;
  const used = {
    ...asked,
    path: `${path}?${query ? `${query}&` : ""}limit=1&cursor=${encodeURIComponent(cursor)}`,
  };
  if (asked.as === "operator") return;
  const { status } = await sent(trial, used, clientOf(trial.own, asked.as), asked.as);
  if (status !== 400) trial.violations.push(`${asked.key}: a cursor of another dealer answered ${status}`);
}

/** A cursor is good for the list that gave it: not with another filter, and not for another person. */
async function withCursorOfAnotherList(trial: Trial, asked: Request): Promise<void> {
  const { own, violations } = trial;
  const route = routes.get(asked.key);
  if (!route?.query || !("cursor" in route.query.shape)) return;
  const path = `${asked.path}${asked.path.includes("?") ? "&" : "?"}limit=1`;
  const { body } = await ask(own, { ...asked, path });
  const cursor = (body as Record<string, string>)["next_cursor"];
  if (cursor === undefined) return;
  for (const list of trial.cursors.filter(({ as }) => as === asked.as)) {
    const there = { ...asked, path: `${path}&cursor=${encodeURIComponent(list.cursor)}` };
    const { status } = await sent(trial, there, clientOf(own, asked.as), asked.as);
    if (status !== 400) violations.push(`${asked.key}: a cursor of ${list.key} answered ${status}`);
  }
  trial.cursors.push({ key: asked.key, as: asked.as, cursor });
  const used = `${path}&cursor=${encodeURIComponent(cursor)}`;
  const others: [string, Request, Client][] = Object.entries(route.query.shape)
    .filter(([name]) => !["cursor", "limit"].includes(name) && !asked.path.includes(`${name}=`))
    .slice(0, 1)
    .map(([name, schema]) => {
      const value = encodeURIComponent(choices(schema as z.ZodMiniType)[0] ?? "");
      return [`with ${name}`, { ...asked, path: `${used}&${name}=${value}` }, clientOf(own, asked.as)];
    });
  if (route.who === "customer")
    others.push(["by another person", { ...asked, path: used }, own.world.customer("a-stranger")]);
  for (const [name, one, client] of others) {
    const { status } = await sent(trial, one, client, asked.as);
    if (status !== 400)
      violations.push(`${asked.key}: a cursor of another list (${name}) answered ${status}`);
  }
}

/** Each filter asks another index: none of them may hold more than one dealer's records. */
async function withEveryFilter(trial: Trial, asked: Request): Promise<void> {
  const filters = Object.entries(routes.get(asked.key)?.query?.shape ?? {});
  for (const [name, schema] of filters)
    for (const value of choices(schema as z.ZodMiniType))
      await sent(
        trial,
        { ...asked, path: `${asked.path.split("?")[0]}?${name}=${encodeURIComponent(value)}` },
        clientOf(trial.own, asked.as),
        asked.as,
      );
}

function choices(schema: z.ZodMiniType): string[] {
  const inner = schema instanceof z.ZodMiniOptional ? (schema.def.innerType as z.ZodMiniType) : schema;
  if (inner instanceof z.ZodMiniEnum) return inner.options.map(String);
  return [String(sample(inner))];
}

/** The other dealer's name in every place where a careless program might look for one. */
async function withForeignHints(trial: Trial, asked: Request): Promise<void> {
  const { own, foreign } = trial;
  const hints = Object.fromEntries(
    ["x-dealer", "x-dealer-id", "x-tenant", "x-tenant-id", "dealer", "tenant"].map((name) => [
      name,
      foreign.dealer,
    ]),
  );
  const client = clientOf(own, asked.as);
  const hinted = { ...asked, headers: { ...asked.headers, ...hints } };
  if (asked.method === "GET") {
    const plain = await sent(trial, asked, client, asked.as);
    compare(
      trial,
      `${asked.key} with another dealer in its headers`,
      await sent(trial, hinted, client, asked.as),
      plain,
    );
  } else await sent(trial, hinted, client, asked.as);
  const body = asked.body;
  if (typeof body !== "object" || body === null || "dealer" in body) return;
  const named = await request(own, asked.key);
  await sent(
    trial,
    { ...named, body: { ...(named.body as object), dealer: foreign.dealer } },
    client,
    asked.as,
  );
}

function callers({ world, dealer, make }: Fixtures): [string, Client][] {
  return [
    ["owner", make.staff()],
    ["buyer", make.buyer()],
    ["visitor", world.visitor],
    ["salesperson", world.staff(dealer, "salesperson")],
    ["somebody without a role", world.staff(dealer)],
  ];
}

/** Sends under a key of its own, and reads the answer for what is not its reader's. */
async function sent(trial: Trial, asked: Request, client: Client, role: string): Promise<Reply> {
  const { own, foreign, canaries, violations } = trial;
  trial.n += 1;
  const headers =
    asked.headers["idempotency-key"] === undefined ? asked.headers : { ...asked.headers, ...own.make.key() };
  const reply = await ask(own, { ...asked, headers }, client);
  if (reply.status >= 500) violations.push(`${asked.key} as ${role} answered ${reply.status}: ${reply.text}`);
  const about = JSON.stringify([asked.path, asked.body ?? "", asked.headers]);
  if (reply.status < 300 && asked.method !== "GET") trial.told.push(about);
  const theirs = asked.path.includes(foreign.dealer) || role === "operator";
  const found = theirs ? undefined : crossed(canaries, reply.text, about);
  if (found !== undefined) violations.push(`${asked.key} as ${role} showed ${found} of ${foreign.dealer}`);
  return reply;
}

function compare({ violations }: Trial, what: string, one: Reply, other: Reply): void {
  if (one.status !== other.status) violations.push(`${what}: ${one.status} instead of ${other.status}`);
  else if (one.status >= 400 && one.text !== other.text)
    violations.push(`${what}: ${one.text} instead of ${other.text}`);
}

/** Events and letters of the first dealer with something of the second. */
function leaked({ own, canaries, told }: Trial): string[] {
  const events = stored(own.world, "Event")
    .map(({ event }) => event as Record<string, unknown>)
    .filter(({ dealer }) => dealer === own.dealer)
    .map((event) => JSON.stringify(event));
  const letters = own.world.mail.sent
    .map((mail) => JSON.stringify(mail))
    .filter((mail) => mail.includes(own.dealer));
  return [...events, ...letters].flatMap((text) => {
    const found = crossed(canaries, text, told.join());
    return found === undefined ? [] : [`${found} stands in ${text.slice(0, 200)}`];
  });
}

function changed(before: Map<string, string>, after: Map<string, string>): boolean {
  return before.size !== after.size || [...after].some(([key, item]) => before.get(key) !== item);
}
