import { decodeJwt } from "jose";
import type { Client, Reply } from "#test/support/api";
import { overheard } from "../access/overheard.ts";
import { personalValues } from "../access/personal-values.ts";
import { tells } from "../access/tells.ts";
import {
  type Difference,
  differences,
  eventsIn,
  misanswered,
  type Trail,
  trailsIn,
  untold,
} from "../access/trail.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { ask, type Caller, type Fixtures, prepared, type Request, request, routes } from "../stories.ts";

/**
 * Every route's story, and what the table held before and after it; what it announced, and whether the answer is what is stored; then the same requests as they are refused. `n`
 * counts requests.
 */
export const guarantee: Guarantee = {
  name: "audit",
  promise:
    "Whatever a request changes has one trail in the same transaction, that says who, what, when, from where, and each item before and after; a refused one leaves none, and whoever reads personal data is noted.",
  run,
  bugs: [
    {
      name: "a change without its trail",
      file: "shared/write.ts",
      find: "...pieces, ...auditOf(pieces)]);",
      put: "...pieces, ...auditOf(pieces).slice(1)]);",
    },
    {
      name: "only the first item of a change is told",
      file: "shared/audit.ts",
      find: "    changes,\n  };",
      put: "    changes: changes.slice(0, 1),\n  };",
    },
    {
      name: "the trail names the dealer instead of the person",
      file: "shared/audit.ts",
      find: "    actor: caller.id,",
      put: "    actor: caller.dealer ?? caller.id,",
    },
    {
      name: "before and after are the same",
      file: "shared/pieces.ts",
      find: "trace: trace(definition, item, pick(item, changes), pick(next, changes)),",
      put: "trace: trace(definition, item, pick(next, changes), pick(next, changes)),",
    },
    {
      name: "a blind change is not told",
      file: "shared/pieces.ts",
      find: "    trace: trace(definition, key, undefined, { ...given.set, ...withNothing(remove) }),\n",
      put: "",
    },
    {
      name: "which of a partition's items was changed is not told",
      file: "shared/pieces.ts",
      find: 'const sk = definition.key.sk.includes("{")',
      put: 'const sk = definition.key.sk.includes("}{")',
    },
    {
      name: "that a store was closed is not told",
      file: "functions/dealers/stores.ts",
      find: "[Store.remove(store, { version }), announce(StoreClosed, { store: store.store })]",
      put: "[Store.remove(store, { version }), ...[announce(StoreClosed, { store: store.store })].slice(1)]",
    },
    {
      name: "an answer names the version before",
      file: "functions/orders/changing.ts",
      find: "version: order.version + 1 }",
      put: "version: order.version }",
    },
    {
      name: "nobody notes who read personal data",
      file: "shared/serve.ts",
      find: "if (route.personal) log.info(",
      put: "if (route.personal && route.fresh) log.info(",
    },
    {
      name: "a list of people is not marked as personal",
      file: "functions/leads/context.ts",
      find: `      who: "leads:read",
      personal: true,
      summary: "Leads by stage`,
      put: `      who: "leads:read",
      summary: "Leads by stage`,
    },
  ],
};

async function run({ untilFirst = false }: Options): Promise<Outcome> {
  process.env["POWERTOOLS_LOG_LEVEL"] = "INFO";
  const world = await trialWorld();
  const violations: string[] = [];
  let n = 0;
  await overheard(async () => {
    const fixtures = await prepared(world);
    const personal = [...personalValues(world)];
    for (const [key, { who }] of routes) {
      const asked = await request(fixtures, key);
      await world.settle();
      const say = (text: string): void => void violations.push(`${key}: ${text}`);
      // Who is shown only their own needs no permission, and is not noted.
      if (asked.method === "GET") n += await reads(fixtures, asked, who.includes(":") ? personal : [], say);
      else n += (await refused(fixtures, asked, who, say)) + (await changes(fixtures, asked, say));
      await world.settle();
      if (untilFirst && violations.length > 0) break;
    }
  });
  return { n, violations, stimuli: n };
}

type Say = (text: string) => void;

async function changes(fixtures: Fixtures, asked: Request, say: Say): Promise<number> {
  const { reply, trails, changed, told } = await sent(fixtures, asked);
  if (reply.status !== asked.status) say(`answered ${reply.status}: ${reply.text}`);
  if (trails.length !== Number(changed.length > 0))
    say(`${changed.length} items were changed and ${trails.length} trails written`);
  for (const trail of trails) {
    for (const text of [...untold(changed, trail), ...unlike(fixtures, asked, reply, trail)]) say(text);
  }
  if (told.join(" ") !== (tells[asked.key] ?? "")) say(`told ${told.join(" ") || "nothing"}`);
  for (const text of misanswered(changed, reply.body)) say(text);
  if (asked.headers["idempotency-key"] === undefined) return 1;
  const again = await sent(fixtures, asked);
  if (again.trails.length > 0) say("a replay left a trail of its own");
  return 2;
}

/** Who, what, when, from where, and in the course of which request. */
function unlike({ world, make, dealer }: Fixtures, asked: Request, reply: Reply, trail: Trail): string[] {
  const operator = world.tokens.staffToken("platform", ["operator"]);
  const who: Record<Caller, [kind: string, id: string]> = {
    visitor: ["anonymous", "anonymous"],
    buyer: ["customer", world.tokens.idOf(`${dealer}-ada`)],
    owner: ["staff", make.staff().id],
    operator: ["operator", String(decodeJwt(operator).sub)],
  };
  const at = new Date(Date.parse(String(trail["at"])));
  const wanted = {
    actor_kind: who[asked.as][0],
    actor: who[asked.as][1],
    action: asked.key,
    source: asked.headers["x-test-source"] ?? "203.0.113.7",
    correlation: reply.headers["x-request-id"],
    day: at.toISOString().slice(0, 10),
  };
  const recent = Math.abs(at.getTime() - world.clock.now()) < 5_000;
  return [
    ...(recent ? [] : [`the trail is of ${String(trail["at"])}`]),
    ...Object.entries(wanted).flatMap(([name, value]) =>
      trail[name] === value ? [] : [`${name} is ${JSON.stringify(trail[name])} instead of ${value}`],
    ),
  ];
}

/** Nothing is changed and nothing is told: with a parameter too many, over what was changed meanwhile, by a stranger. */
async function refused(fixtures: Fixtures, asked: Request, who: string, say: Say): Promise<number> {
  const { world, dealer } = fixtures;
  const stale = { ...asked, headers: { ...asked.headers, "if-match": '"999"' } };
  const ways: [string, Request, Client?][] = [
    ["with an unknown parameter", { ...asked, path: `${asked.path}?no_such_parameter=1` }],
    ...(asked.headers["if-match"] ? [["over a stale copy", stale] as [string, Request]] : []),
    ...(who.includes(":")
      ? [["without a role", asked, world.staff(dealer)] as [string, Request, Client]]
      : []),
  ];
  for (const [name, one, client] of ways) {
    const { reply, trails, changed } = await sent(fixtures, one, client);
    if (reply.status < 400) say(`${name}: carried out`);
    if (trails.length > 0) say(`${name}: refused, and left a trail`);
    if (changed.length > 0) say(`${name}: refused, and something was changed`);
  }
  return ways.length;
}

type Sent = { reply: Reply; trails: Trail[]; changed: Difference[]; told: string[] };

async function sent(fixtures: Fixtures, asked: Request, client?: Client): Promise<Sent> {
  const { stream } = fixtures.world;
  const begun = stream.length;
  const reply = await ask(fixtures, asked, client);
  const records = stream.slice(begun);
  return { reply, trails: trailsIn(records), changed: differences(records), told: eventsIn(records) };
}

/** Staff who are shown somebody's data are noted, by their account, in the log. */
async function reads(
  fixtures: Fixtures,
  asked: Request,
  personal: readonly string[],
  say: Say,
): Promise<number> {
  let told: Sent | undefined;
  const lines = await overheard(async () => {
    told = await sent(fixtures, asked);
  });
  if (told?.trails.length) say("a question left a trail of a change");
  const shown = personal.find((value) => told?.reply.text.includes(value));
  const noted = lines.some(
    (line) => line.includes("personal data read") && line.includes(fixtures.make.staff().id),
  );
  if (shown && !noted) say(`shows "${shown}", and nobody notes who saw it`);
  return 1;
}
