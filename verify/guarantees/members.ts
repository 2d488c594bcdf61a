import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { identity } from "#functions/identity/context";
import { roles } from "#functions/identity/roles";
import { forgetSettings } from "#shared/settings";
import { trigger } from "#shared/trigger";
import type { Client, Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { duties, isToChange } from "../access/duties.ts";
import { bugs } from "../access/members-bugs.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { abreast } from "../sim/actors.ts";
import { answerable, answerLate, follower, inShortPages } from "../sim/late-reads.ts";
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
  bugs,
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
  const { world } = fixtures;
  for (const { module, routes: own } of world.contexts) {
    if (!module) continue;
    await setOff(fixtures, [module]);
    for (const key of Object.keys(own)) {
      const asked = await request(fixtures, key);
      await isRefused(trial, asked, clientOf(fixtures, asked.as), `${asked.as} with ${module} off`, 404);
    }
    await setOff(fixtures, []);
  }
}

async function setOff({ make }: Fixtures, off: readonly string[]): Promise<void> {
  const staff = make.staff();
  const { headers } = await staff.get("/v1/settings").then(done);
  await staff.patch("/v1/settings", { off }, { "if-match": headers["etag"] ?? "" }).then(done);
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
  const leads = await given(fixtures, leaver.id);
  follower(world);
  const { headers } = await owner.get(`/v1/staff/${leaver.id}`).then(done);
  await owner.delete(`/v1/staff/${leaver.id}`, { "if-match": headers["etag"] ?? "" }).then(done);
  violations.push(...(await claimed(fixtures, leaver.id)).map((text) => `removed, they still get ${text}`));
  world.aws.calls.length = 0;
  await inShortPages(world, { stale: true });
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
  await given(fixtures, member.id);
  const { headers } = await owner.get(`/v1/staff/${member.id}`).then(done);
  const seen = { "if-match": headers["etag"] ?? "" };
  const copy = follower(world);
  await owner.patch(`/v1/staff/${member.id}`, { roles: ["finance"] }, seen).then(done);
  const told = (await claimed(fixtures, member.id)).filter((text) => text.includes("owner"));
  violations.push(...told.map((text) => `no owner any more, they still get ${text}`));
  copy.catchUp();
  await inShortPages(world);
  const kept = stored(world, "Lead").filter(({ owner: of }) => of === member.id);
  if (kept.length > 0) violations.push(`whoever works no leads any more has ${kept.length}`);
  await barred(trial, member, "no owner any more");
}

/** Leads in several stages, two of them in one, that are all somebody's. */
async function given({ world, make }: Fixtures, account: string): Promise<string[]> {
  const owner = make.staff();
  const leads: string[] = [];
  for (const stage of [undefined, undefined, "contacted", "qualified"]) {
    const lead = await make.lead();
    leads.push(lead);
    if (stage) await owner.post(`/v1/leads/${lead}/move`, { stage }).then(done);
  }
  await world.settle();
  for (const lead of leads) await owner.post(`/v1/leads/${lead}/assign`, { owner: account }).then(done);
  await world.settle();
  return leads;
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

/** A dealer keeps an owner: also when each of the last two sends the other away, or to another post, at one moment. */
async function alone(trial: Trial): Promise<void> {
  const { fixtures, violations } = trial;
  const { world, make, dealer } = fixtures;
  let last: Client & { id: string } = make.staff();
  for (const account of owners(fixtures).filter((each) => each !== last.id)) await sendsAway(last, account);
  for (const [round, post] of ["finance", "warehouse"].entries()) {
    const other = world.staff(dealer, "owner", post, "customer-service");
    const seen = await Promise.all([other, last].map(({ id }) => seenBy(last, `/v1/staff/${id}`)));
    const way =
      (who: Client, { id }: { id: string }, etag: Record<string, string>) =>
      () =>
        round % 2 === 0
          ? who.delete(`/v1/staff/${id}`, etag)
          : who.patch(`/v1/staff/${id}`, { roles: [post] }, etag);
    await abreast(world, [way(last, other, seen[0] ?? {}), way(other, last, seen[1] ?? {})]);
    trial.n += 2;
    const left = owners(fixtures);
    if (left.length === 0) {
      violations.push("of two owners who dismissed each other none is left");
      return;
    }
    for (const account of left.slice(1)) await sendsAway(left[0] === last.id ? last : other, account);
    last = left[0] === other.id ? other : last;
  }
  for (const { account, roles: own, owner_since } of stored(world, "Member"))
    if ((own as string[]).includes("owner") !== (owner_since !== undefined))
      violations.push(`${String(account)} is ${own as string[]}, owner since ${String(owner_since)}`);
  const path = `/v1/staff/${last.id}`;
  const gone = await last.delete(path, await seenBy(last, path));
  const lower = await last.patch(path, { roles: ["finance"] }, await seenBy(last, path));
  trial.n += 2;
  if (gone.status !== 409 || lower.status !== 409)
    violations.push(`the last owner may go (${gone.status}) or take another post (${lower.status})`);
}

function owners({ world, dealer }: Fixtures): string[] {
  return stored(world, "Member")
    .filter((member) => member["dealer"] === dealer && (member["roles"] as string[]).includes("owner"))
    .map(({ account }) => String(account));
}

async function sendsAway(who: Client, account: string): Promise<void> {
  const path = `/v1/staff/${account}`;
  await who.delete(path, await seenBy(who, path)).then(done);
}

async function seenBy(who: Client, path: string): Promise<Record<string, string>> {
  return { "if-match": (await who.get(path).then(done)).headers["etag"] ?? "" };
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
