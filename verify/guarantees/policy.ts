import { type Lent, lending } from "#infra/lending";
import { names } from "#infra/names";
import { scopeIfAny } from "#shared/scope";
import { forgetSettings } from "#shared/settings";
import type { Forecourt } from "#test/support/forecourt";
import { accesses, boundByRoles, matches } from "#test/support/roles";
import { evaluator } from "../access/iam.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { contact, done, invitation, person } from "../sim/making.ts";
import { ask, type Fixtures, prepared, request, routes } from "../stories.ts";

/** Lent whether it is used or not, with the reason. */
const spared: Readonly<Record<string, string>> = {
  OwnItems: "what is the context's own it may use in every way",
  EventsTimersAudit:
    "every context may announce, ask for a later time and leave a trail: the kernel's own, put only",
};

/**
 * Every table action of every story, of the reactions and timers that it sets off, against the roles that infrastructure
 * derives from the manifests, and against the roles in production's templates by a real IAM evaluator. `n` counts actions. What is lent is compared by statement and partition, not by action.
 */
export const guarantee: Guarantee = {
  name: "policy",
  promise:
    "No context is refused a table action that it needs, and none is lent other contexts' items that it never touches.",
  run,
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
  ],
};

type Used = { readonly context: string; readonly action: string; readonly partition: string };

async function run(_options: Options): Promise<Outcome> {
  const world = await trialWorld();
  const used: Used[] = [];
  const violations: string[] = [];
  watch(world, used, violations);
  try {
    const fixtures = await prepared(world);
    for (const key of routes.keys()) {
      const asked = await request(fixtures, key);
      // As a process that has just started.
      forgetSettings();
      const { status } = await ask(fixtures, asked);
      if (status !== asked.status) violations.push(`${key} answered ${status}`);
      await world.settle();
    }
    await more(fixtures);
    for (let times = 0; times < 6; times += 1) await world.later(20 * 60_000);
  } catch (error) {
    violations.push(`no further: ${String(error)}`);
  }
  const judged = await byTemplate(world, used);
  violations.push(...idle(world, used), ...judged.violations);
  return { n: used.length + judged.n, violations, stimuli: used.length };
}

/**
 * The roles in production's own templates, by an evaluator that is not ours: each function is allowed what its context
 * was seen to do, and touches nobody's items but those that its manifest names. Both judgements have to agree.
 */
async function byTemplate({ contexts }: Forecourt, used: readonly Used[]) {
  const { functions, may } = evaluator();
  const one = new Map(used.map((each) => [each.partition.split("#")[1], each.partition]));
  const foreign = [...one.values()].flatMap((partition) => probes.map((action) => ({ action, partition })));
  const violations: string[] = [];
  let n = 0;
  for (const context of contexts) {
    const own = used.filter((each) => each.context === context.name);
    const pairs = [...own, ...foreign].map(({ action, partition }) => ({ action, partition }));
    const asked = [...new Map(pairs.map((pair) => [`${pair.action} ${pair.partition}`, pair])).values()];
    const named = [names("prod").api(context.name), names("prod").consumer(context.name)];
    for (const name of named.filter((each) => functions.includes(each)))
      for (const { action, partition } of asked) {
        n += 1;
        const ours = lending(context).some(
          ({ actions, partitions }) =>
            (actions as readonly string[]).includes(action) &&
            partitions.some((like) => matches(like, partition)),
        );
        if ((await may(name, action, partition)) !== ours)
          violations.push(`${name}: its role ${ours ? "refuses" : "allows"} ${action} on ${partition}`);
      }
  }
  return { n, violations };
}

/** Asked of every role about every context's items. Nobody may scan. */
const probes = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"];

/** What may be sent and what no story sends: the fields by which one context looks into another. */
async function more({ world, make, dealer, params }: Fixtures): Promise<void> {
  const { store } = params;
  await make
    .staff()
    .post("/v1/vehicles", { ...make.vehicle(), store })
    .then(done);
  await make.staff().post("/v1/stock-units", { vin: make.vehicle().vin, store }).then(done);
  await make
    .staff()
    .post("/v1/staff", { ...invitation(make.number()), store })
    .then(done);
  const order = await make.placed();
  const path = `/v1/dealers/${dealer}/orders/${order}`;
  const { headers } = await make.buyer().get(path).then(done);
  await make
    .buyer()
    .patch(path, { store }, { "if-match": headers["etag"] ?? "" })
    .then(done);
  const number = make.number();
  await world.visitor
    .post(
      `/v1/dealers/${dealer}/leads`,
      { contact: contact(number), vehicle: await make.car() },
      { "x-test-source": make.source(number) },
    )
    .then(done);
  // Somebody known, who leaves a telephone number only: their address is their record's.
  const known = person(make.number(), true);
  const phone = `+4420794${make.number().slice(-5)}`;
  await make
    .staff()
    .post("/v1/customers", { ...known, phones: [{ number: phone, verified: true }] })
    .then(done);
  await make
    .staff()
    .post("/v1/leads", { contact: { name: known.name, phone } })
    .then(done);
  await world.settle();
}

/** Lets the roles decide, and writes down what they were asked. */
function watch(world: Forecourt, used: Used[], violations: string[]): void {
  const bound = boundByRoles(world.contexts);
  world.aws.intercept = async (call) => {
    const context = scopeIfAny()?.context ?? "";
    if (call.service === "dynamodb")
      for (const { action, partition } of accesses(call.operation, call.input))
        used.push({ context, action, partition });
    try {
      return await bound(call);
    } catch (error) {
      violations.push(error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
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
