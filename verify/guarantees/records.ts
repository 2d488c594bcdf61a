import * as z from "zod/mini";
import type { Reply } from "#test/support/api";
import { filtered } from "../access/filtered.ts";
import { misplaced } from "../access/places.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { seedRandomness } from "../sim/chance.ts";
import { happen, stirring } from "../sim/happening.ts";
import { sample } from "../sim/sample.ts";
import { restore, snapshot } from "../sim/snapshot.ts";
import { ask, type Fixtures, prepared, type Request, request, routes } from "../stories.ts";

/**
 * Every route that changes or removes what others may have changed: asked without a version, with one that is none, with
 * an old one, by two at the same time; and by the right one, field by field of what it takes. After every change each
 * item of the table stands in exactly the indexes that its fields name. `n` counts requests.
 */
export const guarantee: Guarantee = {
  name: "records",
  promise:
    "Nobody changes what they have not seen as it is, who has seen it as it is hears so, and whatever was changed stands in those lists where it now belongs and in no other.",
  run,
  bugs: [
    {
      name: "who names no version changes what they have never seen",
      file: "shared/serve.ts",
      find: `    throw new Refusal(428, "if_match_missing", "Send If-Match with the ETag you last read.");`,
      put: "    return undefined;",
    },
    {
      name: "whatever copy somebody has is as new as can be",
      file: "shared/answer.ts",
      find: 'raw.headers["if-none-match"] === headers["etag"]',
      put: 'raw.headers["if-none-match"]',
    },
    {
      name: "an index follows a change of its partition alone",
      file: "shared/stored.ts",
      find: "(partition === fill(pk, item) && sort === fill(sk, item))",
      put: "partition === fill(pk, item)",
    },
    {
      name: "an item stays in a list that it has left",
      file: "shared/stored.ts",
      find: "return was && !is ? [",
      put: "return was && !was ? [",
    },
    {
      name: "whose personal data an item is stands in no index",
      file: "shared/stored.ts",
      find: "if (!definition.subject) return own;",
      put: "if (definition.key.pk) return own;",
    },
    {
      name: "a filter is not asked for",
      file: "functions/notification/listing.ts",
      find: "if (order) return Delivery.by.ofOrder({ order }, page);",
      put: "if (order) return Delivery.by.newest({}, page);",
    },
  ],
};

type Trial = { fixtures: Fixtures; say: (what: string) => void; n: number };

async function run({ seed, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const violations: string[] = [];
  const fixtures = await prepared(await trialWorld());
  const { world } = fixtures;
  const trial: Trial = { fixtures, say: () => undefined, n: 0 };
  const origin = snapshot(world);
  for (const key of routes.keys()) {
    if (/^(GET|ANY) /.test(key)) continue;
    // What one route did to the dealer, as to freeze it, is not to be in the way of the next.
    restore(world, origin);
    trial.say = (what) => void violations.push(`${key}: ${what}`);
    if (/^(PATCH|PUT|DELETE) /.test(key)) await versions(trial, key);
    await fieldByField(trial, key);
    await world.settle();
    for (const what of misplaced(world)) trial.say(what);
    if (untilFirst && violations.length > 0) return { n: trial.n, violations, stimuli: trial.n };
  }
  restore(world, origin);
  // Something of everything, in whatever states that leads to.
  for (const key of stirring) await happen(fixtures, key);
  await world.settle();
  const lists = await filtered(fixtures);
  violations.push(...lists.violations);
  const n = trial.n + lists.n;
  return { n, violations, stimuli: n };
}

async function versions(trial: Trial, key: string): Promise<void> {
  const { fixtures, say } = trial;
  const asked = await request(fixtures, key);
  await fixtures.world.settle();
  const { "if-match": seen = "", ...others } = asked.headers;
  const wrong: [string, Record<string, string>, number][] = [
    ["without a version", {}, 428],
    ["with a version that is none", { "if-match": "*" }, 412],
    ["with a version of another kind", { "if-match": `W/${seen}` }, 412],
    ["with a version that is not there yet", { "if-match": '"999"' }, 412],
  ];
  for (const [name, headers, status] of wrong) {
    const { reply, wrote } = await told(trial, { ...asked, headers: { ...others, ...headers } });
    if (reply.status !== status) say(`${name} answered ${reply.status} instead of ${status}`);
    if (wrote) say(`${name}: something was written`);
  }
  const twins = await Promise.all([1, 2].map(async () => told(trial, asked)));
  const late = await told(trial, asked);
  const first = twins.find(({ reply }) => reply.status === asked.status);
  // What is removed is not there for whoever comes second.
  const refused = key.startsWith("DELETE ") ? [404, 412] : [412];
  for (const { reply } of [...twins, late].filter((one) => one !== first))
    if (!refused.includes(reply.status)) say(`who has seen an older version heard ${reply.status}`);
  if (!first) say("none of two who had seen the newest version was heard");
  else await copies(trial, asked, first.reply);
}

/** Whoever has read a record and asks again is told whether their copy is still good. */
async function copies(trial: Trial, asked: Request, changed: Reply): Promise<void> {
  const key = asked.key.replace(/^\w+/, "GET");
  if (!routes.has(key) || asked.method === "DELETE") return;
  const read = (headers: Record<string, string>) =>
    told(trial, { ...asked, key, method: "GET", body: undefined, headers }).then(({ reply }) => reply);
  const etag = changed.headers["etag"] ?? "";
  const [plain, same, old] = [
    await read({}),
    await read({ "if-none-match": etag }),
    await read({ "if-none-match": asked.headers["if-match"] ?? "" }),
  ];
  if (etag === "" || plain.headers["etag"] !== etag) trial.say(`what was changed has another ETag when read`);
  if (same.status !== 304 || same.text !== "") trial.say(`a copy that is good answered ${same.status}`);
  if (old.status !== 200 || old.text !== plain.text) trial.say(`an old copy answered ${old.status}`);
}

/** One request more for each field that the body may name, so that whatever an index is made of changes. */
async function fieldByField(trial: Trial, key: string): Promise<void> {
  const { fixtures } = trial;
  await told(trial, await request(fixtures, key));
  const { body } = routes.get(key)!;
  const fields =
    key.startsWith("PATCH ") && body instanceof z.ZodMiniObject ? Object.entries(body.shape) : [];
  for (const [name, schema] of fields) {
    const asked = await request(fixtures, key);
    await told(trial, { ...asked, body: { [name]: sample(schema as z.ZodMiniType) } });
  }
}

async function told(trial: Trial, asked: Request): Promise<{ reply: Reply; wrote: boolean }> {
  const { stream } = trial.fixtures.world;
  const before = stream.length;
  trial.n += 1;
  const reply = await ask(trial.fixtures, asked);
  if (reply.status >= 500) trial.say(`answered ${reply.status}: ${reply.text}`);
  return { reply, wrote: stream.length > before };
}
