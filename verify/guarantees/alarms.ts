import { names } from "#infra/names";
import { overheard } from "../access/overheard.ts";
import { trialWorld } from "../access/world.ts";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { type Alarm, generated, type Point, sounds } from "../sim/alarm.ts";
import { type Blueprint, blueprint } from "../sim/blueprint.ts";
import { chance, seedRandomness } from "../sim/chance.ts";
import { disturb } from "../sim/faults.ts";
import { happen, stirring } from "../sim/happening.ts";
import { type Operation, operation } from "../sim/operation.ts";
import { ask, type Fixtures, prepared, request } from "../stories.ts";

const bugs: readonly Bug[] = [
  {
    name: "alarms look the wrong way",
    file: "infra/alarm.ts",
    find: 'comparisonOperator: "GreaterThanThreshold"',
    put: 'comparisonOperator: "LessThanThreshold"',
  },
  {
    name: "nobody watches the dead letters of a context",
    file: "infra/watched.ts",
    find: "...watchedQueue(name, named.queue(name), named.deadQueue(name)),",
    put: "...watchedQueue(name, named.queue(name), named.deadQueue(name)).slice(0, 1),",
  },
  {
    name: "the alarm of dead letters looks at the queue",
    file: "infra/watched.ts",
    find: "dimensions: { QueueName: dead },",
    put: "dimensions: { QueueName: queue },",
  },
  {
    name: "a duration is compared with seconds",
    file: "infra/watched.ts",
    find: "over: timeoutSeconds * 800,",
    put: "over: timeoutSeconds * 0.8,",
  },
  {
    name: "nobody watches the edge",
    file: "infra/edge-stack.ts",
    find: "watchedEdge(stage, distribution.distributionId)",
    put: "watchedEdge(stage, distribution.distributionId).slice(0, 3)",
  },
  {
    name: "an alarm tells nobody",
    file: "infra/alarm.ts",
    find: "alarmActions: [topicArn],",
    put: "alarmActions: [],",
  },
  {
    name: "a context's own alarm looks at another service",
    file: "infra/watched.ts",
    find: "dimensions: { service: name },",
    put: "dimensions: { service: `${name}-queue` },",
  },
];

/**
 * Everything that can go wrong with every function, queue, table and the API of production's templates goes wrong, one
 * after the other; some alarm of those templates has to sound at each, and each alarm at something. Without a fault
 * all are quiet. `n` counts figures, `stimuli` what went wrong.
 */
export const guarantee: Guarantee = {
  name: "alarms",
  promise:
    "Whatever fails in production, its alarm sounds and somebody is told; while nothing fails, no alarm does.",
  run,
  bugs,
};

/** `of`: what it is that fails, where the figures of others would sound as well. */
type Trouble = {
  readonly what: string;
  readonly metric: string;
  readonly of?: string;
  readonly cause: () => Promise<void>;
};

/** What the platform prints is figures; what the run says is its outcome. */
async function run(options: Options): Promise<Outcome> {
  let outcome: Outcome | undefined;
  await overheard(async () => {
    outcome = await watched(options);
  });
  if (!outcome) throw new Error("The run ended without an outcome.");
  return outcome;
}

async function watched({ seed, effort }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const drawn = chance(seed);
  const plan = blueprint();
  const world = await trialWorld();
  process.env["POWERTOOLS_METRICS_DISABLED"] = "false";
  // A process has one service, as a function has. Its name is the one that the template gives the function.
  const alarmed = world.contexts.find(({ alarms }) => alarms.length > 0);
  if (alarmed) process.env["POWERTOOLS_SERVICE_NAME"] = serviceOf(plan, alarmed.name);
  const fixtures = await prepared(world);
  const at = operation(fixtures, plan);
  const violations: string[] = [];
  let n = 0;
  await calmly(fixtures, at, plan, drawn.shuffled(stirring).slice(0, Math.max(5, Math.round(20 * effort))));
  for (const alarm of plan.alarms)
    if (sounds(alarm, at.points)) violations.push(`${alarm.AlarmName} sounds while nothing is wrong`);
  const sounded = new Set<Alarm>();
  const all = troubles(fixtures, at, plan);
  for (const { what, metric, of, cause } of all) {
    n += at.points.length;
    at.points.length = 0;
    // Another hour for each: what was before is over.
    world.clock.advance(3_600_000);
    await cause();
    const seen = at.points.filter(
      (point) =>
        point.metric === metric && (of === undefined || Object.values(point.dimensions).includes(of)),
    );
    const loud = plan.alarms.filter((alarm) => sounds(alarm, seen));
    for (const alarm of loud) sounded.add(alarm);
    if (!loud.some(({ AlarmActions = [] }) => AlarmActions.length > 0))
      violations.push(`${what}, and nobody is told`);
  }
  for (const alarm of plan.alarms)
    if (!sounded.has(alarm)) violations.push(`${alarm.AlarmName} sounds at nothing`);
  return { n: n + at.points.length, violations, stimuli: all.length };
}

/** Stories as they go, each function called, an hour by the clock. */
async function calmly(fixtures: Fixtures, at: Operation, { functions, queues }: Blueprint, keys: string[]) {
  const { world } = fixtures;
  for (const key of keys) {
    const asked = await request(fixtures, key);
    at.answered((await ask(fixtures, asked)).status);
    await world.settle();
    world.clock.advance(60_000);
    at.sample();
  }
  for (const { name } of functions) {
    // A consumer that has nothing to do would be given something bad.
    if (!queues.some((queue) => name === `${queue.name}-queue`)) await at.call(name);
    world.clock.advance(30_000);
  }
  await world.settle();
  at.sample();
}

function troubles(fixtures: Fixtures, at: Operation, plan: Blueprint): Trouble[] {
  return [
    ...plan.functions.flatMap(({ name }) => [
      { what: `${name} dies`, of: name, metric: "Errors", cause: () => at.call(name, "dies") },
      { what: `${name} is slow`, of: name, metric: "Duration", cause: () => at.call(name, "is slow") },
      { what: `${name} may not run`, of: name, metric: "Throttles", cause: async () => at.refuseToRun(name) },
    ]),
    ...plan.queues.flatMap(({ name, dead }) => [
      {
        what: `${name} is not worked off`,
        of: name,
        metric: "ApproximateAgeOfOldestMessage",
        cause: () => waiting(fixtures, at, name),
      },
      {
        what: `${name} gives a message up`,
        of: dead,
        metric: "ApproximateNumberOfMessagesVisible",
        cause: () => givenUp(fixtures, at, name),
      },
    ]),
    ...(["Read", "Write"] as const).map((kind) => ({
      what: `the table refuses to ${kind.toLowerCase()}`,
      metric: `${kind}ThrottleEvents`,
      cause: () => throttled(fixtures, at, kind),
    })),
    {
      what: "the edge finds nothing behind it",
      metric: "5xxErrorRate",
      cause: async () =>
        at.note("AWS/CloudFront", "5xxErrorRate", { DistributionId: generated, Region: "Global" }, 100),
    },
    { what: "callers hear that we failed", metric: "5xx", cause: () => failing(fixtures, at) },
    { what: "events wait in the stream", metric: "IteratorAge", cause: () => silent(fixtures, at) },
    ...fixtures.world.contexts.flatMap(({ name, alarms }) =>
      alarms.map(({ metric, over }) => ({
        what: `${name} counts ${metric}`,
        metric,
        cause: () => counted(fixtures, at, metric, over),
      })),
    ),
  ];
}

async function waiting({ world }: Fixtures, at: Operation, queue: string): Promise<void> {
  at.send(queue, "not JSON");
  for (let minutes = 0; minutes < 15; minutes += 1) {
    at.sample();
    world.clock.advance(60_000);
  }
  at.sample();
}

/** Received as often as its queue allows, and never finished. */
async function givenUp({ world }: Fixtures, at: Operation, queue: string): Promise<void> {
  if (at.depth(queue) === 0) at.send(queue, "not JSON");
  for (let times = 0; times < 6; times += 1) {
    at.receive(queue);
    world.clock.advance(60_000);
  }
  at.sample();
}

async function throttled(fixtures: Fixtures, at: Operation, kind: "Read" | "Write"): Promise<void> {
  const { world } = fixtures;
  const asked = await request(fixtures, "POST /v1/stores");
  const reads = new Set(["GetItem", "Query", "BatchGetItem"]);
  const { calm } = disturb(world, ({ service, operation: name }) => {
    if (service !== "dynamodb" || reads.has(name) !== (kind === "Read")) return undefined;
    at.note("AWS/DynamoDB", `${kind}ThrottleEvents`, { TableName: names("prod").table }, 1);
    return "throttled";
  });
  await ask(fixtures, asked);
  calm();
}

async function failing(fixtures: Fixtures, at: Operation): Promise<void> {
  const asked = await request(fixtures, "POST /v1/stores");
  const { calm } = disturb(fixtures.world, () => "refused");
  for (let times = 0; times < 6; times += 1) at.answered((await ask(fixtures, asked)).status);
  calm();
}

/** Neither bus nor retry queue takes an event, for more than an hour: the relay is called again and again. */
async function silent(fixtures: Fixtures, at: Operation): Promise<void> {
  const { world } = fixtures;
  await happen(fixtures, "POST /v1/dealers/{dealer}/leads");
  const since = world.clock.now();
  for (let minutes = 0; minutes < 75; minutes += 5) {
    world.clock.advance(5 * 60_000);
    const { FunctionName } = { FunctionName: names("prod").relay };
    at.note(
      "AWS/Lambda",
      "IteratorAge",
      { FunctionName },
      world.stream.length > 0 ? world.clock.now() - since : 0,
    );
    await at.call(FunctionName, "dies");
  }
  await world.settle();
}

/** A figure of a context's own, counted by its own code: what it prints is what CloudWatch reads. */
async function counted(fixtures: Fixtures, at: Operation, metric: string, over: number): Promise<void> {
  const { world } = fixtures;
  const cause = causes[metric];
  if (!cause) throw new Error(`Nobody knows how ${metric} comes about: add it to the causes.`);
  const lines = await overheard(async () => {
    for (let times = 0; times <= over; times += 1) await cause(fixtures);
  });
  world.mail.refuse = undefined;
  at.points.push(...lines.flatMap((line) => embedded(line, world.clock.now())));
}

const causes: Readonly<Record<string, (fixtures: Fixtures) => Promise<void>>> = {
  async MailRefused(fixtures) {
    fixtures.world.mail.refuse = () => "MessageRejected";
    await happen(fixtures, "POST /v1/dealers/{dealer}/leads");
    await fixtures.world.settle();
  },
};

type Embedded = {
  _aws?: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
} & Record<string, unknown>;

/** CloudWatch's embedded metric format: a line of JSON that names which of its fields are figures. */
function embedded(line: string, at: number): Point[] {
  if (!line.includes('"_aws"')) return [];
  const told = JSON.parse(line) as Embedded;
  return (told["_aws"]?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map((own) => ({
        namespace: Namespace,
        metric: Name,
        dimensions: Object.fromEntries(own.map((name) => [name, String(told[name])])),
        value: Number(told[Name]),
        at,
      })),
    ),
  );
}

function serviceOf({ functions }: Blueprint, context: string): string {
  return functions.find(({ name }) => name === names("prod").consumer(context))?.service ?? "";
}
