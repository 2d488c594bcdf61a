import { type Lent, lending, timersLent, triggerLent } from "#infra/lending";
import { names } from "#infra/names";
import { forgetSecrets } from "#shared/secrets";
import { forgetSettings } from "#shared/settings";
import { whenFunctionsStart } from "#test/support/at-work";
import type { Forecourt } from "#test/support/forecourt";
import { matches } from "#test/support/roles";
import { happenings } from "../access/happenings.ts";
import { nameOf } from "../access/iam.ts";
import { type Asks, foreign, granted, needed } from "../access/judging.ts";
import { loadPages } from "../access/page-modules.ts";
import { planted, rolePlants } from "../access/role-plants.ts";
import { type Deployed, functionsOfProduction } from "../access/roles.ts";
import { rotating } from "../access/rotating.ts";
import { type Used, watch } from "../access/seen.ts";
import { walkPages } from "../access/walking.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { ask, prepared, request, routes } from "../stories.ts";

/** Lent whether it is used or not, with the reason. */
const spared: Readonly<Record<string, string>> = {
  OwnItems: "what is the context's own it may use in every way",
  EventsTimersAudit:
    "every context may announce, ask for a later time and leave a trail: the kernel's own, put only",
};

/**
 * Every AWS call that any function makes in every story, in the reactions, timers and pages that follow, in what goes
 * wrong and behind an edge, against that function's own role in production's templates, by a real IAM evaluator: what
 * was asked is allowed, what others asked is refused, and each action on each resource that a role grants was asked for,
 * or its exception says why not (`access/spared.ts`). What is lent of the table is compared by statement and partition
 * for both functions of a context together, not by action. CDK's own function, which runs while stacks are deployed, is
 * left to cdk-nag. `n` counts judgements, `stimuli` calls.
 */
export const guarantee: Guarantee = {
  name: "policy",
  promise:
    "No function is refused an AWS action that it needs, and none is granted what it was never seen to ask for: another context's items, another queue, bus, pool or object, a scan, a wildcard.",
  run,
  plants: rolePlants.map(({ name }) => name),
  bugs: [
    {
      name: "everybody is lent the customers",
      file: "infra/lending.ts",
      find: "partitions: context.reads.map(partition) }",
      put: `partitions: [...context.reads, "customers"].map(partition) }`,
    },
    {
      name: "roles let everybody read every item",
      file: "infra/grants.ts",
      find: 'conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } },',
      put: 'conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["*"] } },',
    },
    {
      name: "a role may scan",
      file: "infra/grants.ts",
      find: "actions: [...actions],",
      put: 'actions: [...actions, "dynamodb:Scan"],',
    },
    {
      name: "a manifest forgets whose pieces it writes",
      file: "functions/orders/context.ts",
      find: `writes: ["catalog", "inventory"],`,
      put: `writes: ["catalog"],`,
    },
    {
      name: "mail is sent under another identity",
      file: "infra/uses.ts",
      find: "resourceName: settings.mailFrom,",
      put: "resourceName: `mail.${settings.mailFrom}`,",
    },
    {
      name: "who removes staff may not sign them out",
      file: "functions/identity/context.ts",
      find: `  reactionsUse: ["staff-sign-out"],
  `,
      put: "",
    },
  ],
};

async function run({ untilFirst }: Options): Promise<Outcome> {
  loadPages();
  const functions = functionsOfProduction();
  const world = await trialWorld({ archives: true, pages: true });
  // Each is a process of its own, that knows nothing of what another was told.
  whenFunctionsStart(() => (forgetSettings(), forgetSecrets()));
  const seen = watch(world, functions);
  const violations: string[] = [];
  try {
    violations.push(...(await everything(world)));
  } catch (error) {
    violations.push(`no further: ${String(error)}`);
  }
  const asks = new Map(seen.asks);
  const rotation = functions.get(names("prod").rotation);
  if (rotation) {
    const asked = await rotating(rotation);
    asks.set(rotation.name, new Map(asked.map((each) => [nameOf(each), each])));
  }
  const { judge, n } = judging(asks, lentIn(world));
  violations.push(...seen.refused, ...unknown(world, [...asks.keys()], functions), ...idle(world, seen.used));
  violations.push(...(await judge(functions)));
  const judged = n();
  const noticed: string[] = [];
  for (const plant of untilFirst ? [] : rolePlants) {
    const spoilt = planted(functions, plant);
    const told = await judge(new Map([[spoilt.name, spoilt]]));
    if (told.some((violation) => violation.startsWith(`${spoilt.name}: `))) noticed.push(plant.name);
  }
  return { n: judged, violations: [...new Set(violations)], stimuli: seen.calls(), noticed };
}

/** Judges functions by what was asked; `n` counts judgements. */
function judging(asks: Asks, lent: (name: string) => readonly Lent[]) {
  let count = 0;
  return {
    n: () => count,
    async judge(functions: ReadonlyMap<string, Deployed>): Promise<string[]> {
      const judged = [
        await needed(functions, asks),
        await foreign(functions, asks, lent),
        granted(functions, asks),
      ];
      count += judged.reduce((sum, each) => sum + each.n, 0);
      return judged.flatMap(({ violations }) => violations);
    },
  };
}

/** @returns the routes that answered something else. */
async function everything(world: Forecourt): Promise<string[]> {
  const fixtures = await prepared(world);
  const wrong: string[] = [];
  for (const key of routes.keys()) {
    const asked = await request(fixtures, key);
    const { status } = await ask(fixtures, asked);
    if (status !== asked.status) wrong.push(`${key} answered ${status}`);
    await world.settle();
  }
  await walkPages(fixtures);
  await world.settle();
  await happenings(fixtures);
  return wrong;
}

/** What each function of production is lent of the table. */
function lentIn({ contexts }: Forecourt): (name: string) => readonly Lent[] {
  const { api, consumer, trigger, sweep } = names("prod");
  const lent = new Map<string, readonly Lent[]>([
    [sweep, [timersLent]],
    ...contexts.flatMap((context): [string, readonly Lent[]][] => [
      [api(context.name), lending(context)],
      [consumer(context.name), lending(context)],
      [trigger(context.name), [triggerLent(context)]],
    ]),
  ]);
  return (name) => lent.get(name) ?? [];
}

/** Functions that were at work and that production's templates do not have, though their context is deployed there. */
function unknown(
  { contexts }: Forecourt,
  seen: readonly string[],
  known: ReadonlyMap<string, unknown>,
): string[] {
  const { api } = names("prod");
  const elsewhere = contexts.filter(({ stages }) => stages && !stages.includes("prod"));
  return seen
    .filter((name) => !known.has(name) && !elsewhere.some((context) => api(context.name) === name))
    .map((name) => `production has no function ${name}`);
}

function idle({ contexts }: Forecourt, used: readonly Used[]): string[] {
  return contexts.flatMap((context) =>
    lending(context)
      .filter(({ sid }) => !(sid in spared))
      .flatMap((lent) => lent.partitions.map((partition) => ({ lent, partition })))
      .filter(({ lent, partition }) => !touched(context.name, lent, partition, used))
      .map(
        ({ lent, partition }) => `${context.name} is lent ${partition} (${lent.sid}) and never touches it`,
      ),
  );
}

function touched(context: string, { actions }: Lent, like: string, used: readonly Used[]): boolean {
  return used.some(
    (each) =>
      each.context === context &&
      (actions as readonly string[]).includes(each.action) &&
      matches(like, each.partition),
  );
}
