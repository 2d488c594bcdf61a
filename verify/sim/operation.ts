import { consume } from "#shared/consume";
import { relay, relayRetry } from "#shared/relay";
import { sweep } from "#shared/sweep";
import { ask, type Fixtures, request, routes } from "../stories.ts";
import { generated, type Point } from "./alarm.ts";
import type { Blueprint } from "./blueprint.ts";
import { disturb, type Fault, mortal } from "./faults.ts";

/** What a call takes when nothing is slow. */
const usualMilliseconds = 20;
const prod = "forecourt-prod-";
const here = "forecourt-test-";

export type Operation = ReturnType<typeof operation>;

/** The platform at work, and the figures that AWS would record of it, under the names of production. */
export function operation(fixtures: Fixtures, { functions, queues }: Blueprint) {
  const { world } = fixtures;
  const points: Point[] = [];
  const local = (name: string): string => name.replace(prod, here).replace("relay-retry-dead", "relay-dead");
  for (const { name, dead } of queues)
    if (!world.queues.names().includes(local(name)))
      world.queues.create(local(name), { redrive: { maxReceiveCount: 5, deadLetterQueue: local(dead) } });

  function note(namespace: string, metric: string, dimensions: Record<string, string>, value: number): void {
    points.push({ namespace, metric, dimensions, value, at: world.clock.now() });
  }

  /** One call of a function: its real code, where the simulator has what it stands on. */
  async function call(name: string, trouble?: "dies" | "is slow"): Promise<void> {
    const { seconds = 0 } = functions.find((each) => each.name === name) ?? {};
    const of = { FunctionName: name };
    const begun = world.clock.now();
    const work = await workOf(name);
    const { fired, calm } = disturb(world, ({ service }, nth): Fault | undefined => {
      const slow = trouble === "is slow" && nth === 0;
      world.clock.advance(slow ? seconds * 900 : usualMilliseconds);
      return trouble === "dies" && nth === 0 && service !== undefined ? "died" : undefined;
    });
    await mortal(work ?? (async () => undefined)).catch(() => undefined);
    calm();
    // What has no code here, or asks nobody, has the trouble by itself.
    if (trouble === "is slow" && world.clock.now() === begun) world.clock.advance(seconds * 900);
    note("AWS/Lambda", "Duration", of, world.clock.now() - begun);
    note("AWS/Lambda", "Errors", of, trouble === "dies" || fired.length > 0 ? 1 : 0);
    note("AWS/Lambda", "Throttles", of, 0);
  }

  async function workOf(name: string): Promise<(() => Promise<unknown>) | undefined> {
    const id = name.slice(prod.length);
    if (id === "sweep") return sweep;
    if (id === "relay") return relaying();
    if (id === "relay-retry") return () => relayRetry({ Records: world.queues.take(`${here}relay-retry`) });
    const context = world.contexts.find((each) => id === `${each.name}-api` || id === `${each.name}-queue`);
    if (!context) return undefined;
    if (id.endsWith("-queue")) return consuming(context);
    const key = Object.keys(context.routes).find((each) => routes.has(each));
    if (key === undefined) return undefined;
    const asked = await request(fixtures, key);
    return () => ask(fixtures, asked);
  }

  function consuming(context: Parameters<typeof consume>[0]): () => Promise<unknown> {
    const queue = `${here}${context.name}`;
    if (world.queues.depth(queue) === 0) world.queues.send(queue, "not JSON");
    process.env["QUEUE_URL"] = world.queues.url(queue);
    process.env["DEAD_LETTER_URL"] = world.queues.url(`${queue}-dead`);
    return async () => {
      const Records = world.queues.take(queue);
      const { batchItemFailures } = await consume(context)({ Records });
      world.queues.settle(queue, Records, batchItemFailures);
    };
  }

  function relaying(): () => Promise<unknown> {
    const Records = world.stream
      .filter(({ dynamodb }) => JSON.stringify(dynamodb.NewImage?.["_kind"]) === '{"S":"Event"}')
      .slice(0, 10);
    return () => relay({ Records } as unknown as Parameters<typeof relay>[0]);
  }

  return {
    points,
    note,
    call,
    refuseToRun: (name: string) => note("AWS/Lambda", "Throttles", { FunctionName: name }, 1),
    /** As AWS looks at queues: once a minute. */
    sample(): void {
      for (const { name, dead } of queues) {
        const oldest = world.queues.oldest(local(name));
        const age = oldest === undefined ? 0 : (world.clock.now() - oldest) / 1000;
        note("AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName: name }, age);
        note(
          "AWS/SQS",
          "ApproximateNumberOfMessagesVisible",
          { QueueName: dead },
          world.queues.depth(local(dead)),
        );
      }
    },
    /** A request of each kind as the gateway counts it. */
    answered: (status: number) => note("AWS/ApiGateway", "5xx", { ApiId: generated }, status >= 500 ? 1 : 0),
    send: (name: string, body: string) => void world.queues.send(local(name), body),
    receive: (name: string) => world.queues.take(local(name)),
    depth: (name: string) => world.queues.depth(local(name)),
  };
}
