import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { identity } from "#functions/identity/context";
import { roles } from "#functions/identity/roles";
import { forgetSettings } from "#shared/settings";
import { trigger } from "#shared/trigger";
import type { Client, Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { duties, isToChange } from "../access/duties.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { answerable, answerLate, follower } from "../sim/late-reads.ts";
import { business, contact, done, invitation } from "../sim/making.ts";
import { ask, clientOf, type Fixtures, prepared, type Request, request, routes } from "../stories.ts";

/**
 * Every route that wants a permission, by everybody who has not got it; and what is left of a member who was removed or
 * has another post, while their token is still good. `n` counts requests.
 */
export const guarantee: Guarantee = {
  name: "members",
  promise:
    "A route opens to those whose duty it is, and nobody makes themselves one of them; who was removed or has another post sends back no money, changes no staff, gets no lead and no token; and what a person is told is kept nowhere on the way.",
  run,
  bugs: [
    {
      name: "removed staff still count as members",
      file: "functions/identity/access.ts",
      find: "if (!member) return false;",
      put: "if (!member) return true;",
    },
    {
      name: "one permission that is left stands for all",
      file: "functions/identity/access.ts",
      find: "every((permission) => held.has(permission))",
      put: "some((permission) => held.has(permission))",
    },
    {
      name: "a refund does not look whether the membership still holds",
      file: "functions/orders/context.ts",
      find: '      idempotency: "required",\n      fresh: true,\n      run: Closing.refund,',
      put: '      idempotency: "required",\n      run: Closing.refund,',
    },
    {
      name: "whoever may read the settings may change them",
      file: "functions/dealers/context.ts",
      find: '      who: "settings:write",\n      summary: "Change profile',
      put: '      who: "settings:read",\n      summary: "Change profile',
    },
    {
      name: "a dealer redefines a ready role",
      file: "shared/access.ts",
      find: "builtIn[role] ?? own[role] ?? []",
      put: "own[role] ?? builtIn[role] ?? []",
    },
    {
      name: "a role counts at a dealer that has one of that name",
      file: "shared/serve.ts",
      find: "caller.dealer === dealer ? setting?.roles : undefined",
      put: "caller.dealer ? setting?.roles : undefined",
    },
    {
      name: "a module that is switched off is there",
      file: "shared/serve.ts",
      find: "if (setting && context.module && setting.off.includes(context.module)) throw",
      put: "if (setting && context.module && setting.off.length > 1) throw",
    },
    {
      name: "anybody grants anything",
      file: "functions/identity/grants.ts",
      find: "if (lacking.length === 0) return;",
      put: "if (lacking.length >= 0) return;",
    },
    {
      name: "a token is made of what an index remembers",
      file: "functions/identity/claims.ts",
      find: "const member = await now(dealer, account);",
      put: "const member = found.find((one) => one.dealer === dealer) ?? (await now(dealer, account));",
    },
    {
      name: "leavers keep their leads",
      file: "functions/leads/handing-over.ts",
      find: "if (accounts.includes(account) || accounts.length === 0) return [];",
      put: "if (account) return [];",
    },
    {
      name: "a person's answer may be kept on the way",
      file: "shared/answer.ts",
      find: 'route.who === "anyone" && method === "GET" ?',
      put: 'method === "GET" ?',
    },
  ],
};

type Trial = { fixtures: Fixtures; violations: string[]; n: number };

const parts: readonly ((trial: Trial) => Promise<void>)[] = [
  unduly,
  visiting,
  switchedOff,
  granting,
  leaving,
  demoted,
  alone,
];

async function run({ untilFirst = false }: Options): Promise<Outcome> {
  const world = await trialWorld();
  const fixtures = await prepared(world);
  const trial: Trial = { fixtures, violations: [], n: 0 };
  for (const part of parts) {
    await part(trial);
    if (untilFirst && trial.violations.length > 0) break;
  }
  return { n: trial.n, violations: trial.violations, stimuli: trial.n };
}

/** Nobody's duty: each route by each role that has not got it, even where the dealer calls a role of its own by that name. */
async function unduly(trial: Trial): Promise<void> {
  const { world, dealer } = trial.fixtures;
  const everything = Object.values(roles).flat();
  for (const name of Object.keys(roles)) await ownRole(world, dealer, name, everything);
  for (const [key, { who }] of routes) {
    const asked = await request(trial.fixtures, key);
    if (!who.includes(":")) {
      if (asked.as !== "visitor") await kept(trial, asked);
      continue;
    }
    if (asked.method !== "GET" && !isToChange(who))
      trial.violations.push(`${key} changes something, and wants "${who}"`);
    const held = duties[who] ?? Object.keys(roles);
    for (const role of Object.keys(roles).filter((each) => !held.includes(each)))
      await isRefused(trial, asked, world.staff(dealer, role), role, 403);
    if (asked.method === "GET") await kept(trial, asked);
  }
}

/** What another dealer calls a role means nothing to who comes from elsewhere. */
async function visiting(trial: Trial): Promise<void> {
  const { fixtures } = trial;
  const { world, dealer } = fixtures;
  const elsewhere = "beta-cars";
  await world.operator.post("/v1/dealers", business(elsewhere)).then(done);
  await ownRole(world, elsewhere, "visitor", ["dealers:administer"]);
  const visitor = world.staff(dealer, "visitor");
  for (const [key, { who }] of routes)
    if (who === "dealers:administer" && key.includes("{dealer}")) {
      const asked = await request(fixtures, key);
      const there = { ...asked, path: asked.path.replace(dealer, elsewhere) };
      await isRefused(trial, there, visitor, "somebody with a role of that name at home", 403);
    }
}

/** A module that a dealer has switched off is not there, for anybody. */
async function switchedOff(trial: Trial): Promise<void> {
  const { fixtures } = trial;
  const { world, dealer } = fixtures;
  for (const { module, routes: own } of world.contexts) {
    if (!module) continue;
    set(world, `${dealer}#settings#settings`, "settings", "off", { L: [{ S: module }] });
    for (const key of Object.keys(own)) {
      const asked = await request(fixtures, key);
      await isRefused(trial, asked, clientOf(fixtures, asked.as), `${asked.as} with ${module} off`, 404);
    }
    set(world, `${dealer}#settings#settings`, "settings", "off", { L: [] });
  }
}

/** What only its reader may know is stored by nothing between them and us. */
async function kept(trial: Trial, asked: Request): Promise<void> {
  const { status, headers } = await ask(trial.fixtures, asked);
  trial.n += 1;
  const caching = headers["cache-control"] ?? "";
  if (status < 300 && caching !== "no-store")
    trial.violations.push(`${asked.key}: what ${asked.as} is told is "${caching}"`);
}

/** Who may invite, but holds little else, gives nobody more than that. */
async function granting(trial: Trial): Promise<void> {
  const { fixtures } = trial;
  const { world, dealer, make } = fixtures;
  await ownRole(world, dealer, "clerk", ["staff:read", "staff:write", "settings:read", "settings:write"]);
  const clerk = world.staff(dealer, "clerk");
  const other = await make.member();
  const seen = async (path: string) => ({ "if-match": done(await clerk.get(path)).headers["etag"] ?? "" });
  const owner = make.staff().id;
  const tries: [string, () => Promise<Reply>][] = [
    ["invite an owner", () => clerk.post("/v1/staff", { ...invitation(make.number()), roles: ["owner"] })],
    [
      "make a member an owner",
      async () => clerk.patch(`/v1/staff/${other}`, { roles: ["owner"] }, await seen(`/v1/staff/${other}`)),
    ],
    [
      "make an owner a clerk",
      async () => clerk.patch(`/v1/staff/${owner}`, { roles: ["clerk"] }, await seen(`/v1/staff/${owner}`)),
    ],
    ["remove an owner", async () => clerk.delete(`/v1/staff/${owner}`, await seen(`/v1/staff/${owner}`))],
    [
      "make a role of what they lack",
      async () =>
        clerk.patch("/v1/settings", { roles: { clerk: ["orders:write"] } }, await seen("/v1/settings")),
    ],
  ];
  for (const [what, attempt] of tries) {
    trial.n += 1;
    const { status } = await attempt();
    if (status !== 403) trial.violations.push(`a clerk may ${what}: ${status}`);
  }
}

/** Removed, with a token that is good for some minutes more. */
async function leaving(trial: Trial): Promise<void> {
  const { fixtures, violations } = trial;
  const { world, dealer, make } = fixtures;
  const leaver = world.staff(dealer, "owner", "salesperson");
  const owner = make.staff();
  const leads: string[] = [];
  for (let times = 0; times < 3; times += 1) leads.push(await make.lead());
  for (const lead of leads) await owner.post(`/v1/leads/${lead}/assign`, { owner: leaver.id }).then(done);
  await world.settle();
  const copy = follower(world);
  const { headers } = await owner.get(`/v1/staff/${leaver.id}`).then(done);
  await owner.delete(`/v1/staff/${leaver.id}`, { "if-match": headers["etag"] ?? "" }).then(done);
  violations.push(...(await claimed(fixtures, leaver.id)).map((text) => `removed, they still get ${text}`));
  copy.catchUp();
  world.aws.calls.length = 0;
  await world.settle();
  const ended = world.aws.calls.some(
    ({ operation, input }) => operation === "AdminUserGlobalSignOut" && input["Username"] === leaver.id,
  );
  if (!ended) violations.push("whoever was removed is not signed out");
  for (let times = 0; times < 12; times += 1)
    await owner.post("/v1/leads", { contact: contact(make.number()) }).then(done);
  await world.settle();
  const theirs = stored(world, "Lead").filter(({ owner: of }) => of === leaver.id);
  if (theirs.length > 0) violations.push(`whoever was removed has ${theirs.length} leads`);
  const { status } = await owner.post(`/v1/leads/${leads[0]}/assign`, { owner: leaver.id });
  if (status !== 422) violations.push(`a lead may be given to whoever was removed: ${status}`);
  await barred(trial, leaver, "removed");
}

/** A member of staff who has another post: what they lost counts at once where it matters. */
async function demoted(trial: Trial): Promise<void> {
  const { fixtures, violations } = trial;
  const { world, dealer, make } = fixtures;
  const member = world.staff(dealer, "owner", "finance");
  const owner = make.staff();
  const { headers } = await owner.get(`/v1/staff/${member.id}`).then(done);
  const seen = { "if-match": headers["etag"] ?? "" };
  const copy = follower(world);
  await owner.patch(`/v1/staff/${member.id}`, { roles: ["finance"] }, seen).then(done);
  const told = (await claimed(fixtures, member.id)).filter((text) => text.includes("owner"));
  violations.push(...told.map((text) => `no owner any more, they still get ${text}`));
  copy.catchUp();
  await world.settle();
  await barred(trial, member, "no owner any more");
}

type Signing = {
  response?: {
    claimsAndScopeOverrideDetails?: {
      accessTokenGeneration?: { claimsToAddOrOverride?: Record<string, string> };
    };
  };
};

/** What a token would say now, while indexes lag behind. */
async function claimed({ world }: Fixtures, account: string): Promise<string[]> {
  world.aws.intercept = (call) => {
    if (call.operation === "Query" && answerable("stale", call)) answerLate("stale", call);
  };
  const event = { request: { userAttributes: { sub: account }, groupConfiguration: {} } };
  const { response } = (await trigger(identity, "preTokenGeneration")(event as never)) as Signing;
  world.aws.intercept = undefined;
  const claims = response?.claimsAndScopeOverrideDetails?.accessTokenGeneration?.claimsToAddOrOverride;
  return claims ? [JSON.stringify(claims)] : [];
}

/** No money goes out and nobody's rights change on the word of a token that is out of date. */
async function barred(trial: Trial, client: Client, when: string): Promise<void> {
  const { fixtures } = trial;
  const { stream } = fixtures.world;
  for (const [key, { who }] of routes) {
    if (!isToChange(who) || who === "dealers:administer" || key.startsWith("GET ")) continue;
    const asked = await request(fixtures, key);
    if (who === "staff:write") {
      await isRefused(trial, asked, client, when, 403);
      continue;
    }
    const begun = stream.length;
    trial.n += 1;
    await ask(fixtures, asked, client);
    const made = stream
      .slice(begun)
      .flatMap(({ dynamodb }) => (dynamodb.NewImage ? [unmarshall(dynamodb.NewImage as never)] : []));
    const due = made.find(({ event }) => (event as { type?: string } | undefined)?.type === "RefundDue");
    if (due) trial.violations.push(`${key}: money goes back on the word of somebody ${when}`);
  }
}

/** A dealer keeps an owner. */
async function alone(trial: Trial): Promise<void> {
  const { fixtures, violations } = trial;
  const { make } = fixtures;
  const owner = make.staff();
  const { data } = (await owner.get("/v1/staff?limit=100").then(done)).body;
  const others = (data as unknown as { account: string; roles: string[]; version: number }[]).filter(
    (member) => member.roles.includes("owner") && member.account !== owner.id,
  );
  for (const { account, version } of others)
    await owner.delete(`/v1/staff/${account}`, { "if-match": `"${version}"` }).then(done);
  const seen = async () => ({
    "if-match": (await owner.get(`/v1/staff/${owner.id}`).then(done)).headers["etag"] ?? "",
  });
  const gone = await owner.delete(`/v1/staff/${owner.id}`, await seen());
  const lower = await owner.patch(`/v1/staff/${owner.id}`, { roles: ["finance"] }, await seen());
  trial.n += 2;
  if (gone.status !== 409 || lower.status !== 409)
    violations.push(`the last owner may go (${gone.status}) or take another post (${lower.status})`);
}

async function isRefused(trial: Trial, asked: Request, client: Client, who: string, wanted: number) {
  trial.n += 1;
  const { status } = await ask(trial.fixtures, asked, client);
  if (status !== wanted) trial.violations.push(`${asked.key} by ${who} answered ${status}`);
}

/** Written past every check, as an old release or a slip may have left it. */
async function ownRole(world: Forecourt, dealer: string, name: string, permissions: readonly string[]) {
  const { body } = await world.staff(dealer, "owner").get("/v1/settings").then(done);
  const all = { ...(body["roles"] as unknown as Record<string, string[]>), [name]: permissions };
  const M = marshall(all);
  set(world, `${dealer}#settings#settings`, "settings", "roles", { M });
  set(world, `${dealer}#dealers#dealer`, "dealer", "roles", { M });
}

function set(world: Forecourt, pk: string, sk: string, name: string, value: object): void {
  world.dynamodb.call("UpdateItem", {
    TableName: "forecourt-test",
    Key: { pk: { S: pk }, sk: { S: sk } },
    UpdateExpression: "SET #name = :value",
    ExpressionAttributeNames: { "#name": name },
    ExpressionAttributeValues: { ":value": value },
  });
  forgetSettings();
}
