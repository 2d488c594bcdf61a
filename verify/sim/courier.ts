import type { DynamoDBStreamEvent, SQSRecord } from "aws-lambda";
import { streamReading } from "#infra/stream-reading";
import { archive } from "#shared/archive";
import { consume } from "#shared/consume";
import { relay, relayRetry } from "#shared/relay";
import { sweep } from "#shared/sweep";
import type { Forecourt } from "#test/support/forecourt";
import type { StreamRecord } from "#test/support/model/dynamo";
import type { Chance } from "./chance.ts";
import { dead, mortal } from "./faults.ts";
import { delivering } from "./redelivery.ts";
import { shards } from "./shards.ts";

/**
 * Carries events as AWS does, one Lambda call at a time: the stream tries a batch again until it was taken, a queue
 * shows again what its consumer did not finish, and processes die. With chance the stream is read as its shards are, and
 * a message may come to two processes at once.
 */
export function courier(world: Forecourt, drawn?: Chance) {
  const prefix = "forecourt-test-";
  const reader = shards(world.stream, streamReading);
  const consumers = world.contexts.filter(({ reactions }) => Object.keys(reactions).length > 0);

  /** One batch of the stream to the bus. */
  async function relayOnce(most = 100): Promise<boolean> {
    drop(world.stream, ({ eventName, dynamodb }) => {
      const kind = dynamodb.NewImage?.["_kind"] as { S?: string } | undefined;
      return eventName !== "INSERT" || kind?.S !== "Event";
    });
    const take = (Records: StreamRecord[]) =>
      attempt(() => relay({ Records } as unknown as DynamoDBStreamEvent));
    if (drawn) return reader.turn(drawn, take);
    const Records = world.stream.slice(0, most);
    if (Records.length === 0) return false;
    const taken = await take(Records);
    if (taken.done) world.stream.splice(0, Records.length);
    return true;
  }

  async function queueOnce(name: string, handler: Handler, most = 10): Promise<boolean> {
    const Records = world.queues.take(`${prefix}${name}`, most);
    if (Records.length === 0) return false;
    process.env["QUEUE_URL"] = world.queues.url(`${prefix}${name}`);
    process.env["DEAD_LETTER_URL"] = world.queues.url(`${prefix}${name}-dead`);
    // A standard queue may deliver a message twice, and shows it again when its time is over.
    async function meanwhile(): Promise<void> {
      const shownAgain = drawn?.happens(0.5) ?? false;
      if (shownAgain) world.clock.advance(hidden);
      const again = shownAgain ? world.queues.take(`${prefix}${name}`, most) : Records;
      if (again.length > 0) await work(again);
    }
    async function work(records: SQSRecord[]): Promise<void> {
      const ended = await attempt(() => delivering(meanwhile, () => handler({ Records: records })));
      const failed = ended.done
        ? ended.value.batchItemFailures
        : records.map(({ messageId }) => ({ itemIdentifier: messageId }));
      world.queues.settle(`${prefix}${name}`, records, failed);
    }
    await work(Records);
    return true;
  }

  /** What can be carried now, each as a call of one Lambda. False: there was nothing. */
  const rounds: (() => Promise<boolean>)[] = [
    relayOnce,
    () => queueOnce("relay-retry", relayRetry),
    ...consumers.map((context) => () => queueOnce(context.name, consume(context))),
    ...(world.archives ? [() => queueOnce("archive", archive, 1000)] : []),
  ];

  /** Carries until nothing moves any more. @throws Error when that does not end. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 2_000; round += 1) {
      let moved = false;
      for (const carry of rounds) moved = (await carry()) || moved;
      if (moved) continue;
      const next = nextVisible();
      if (next === undefined) return;
      world.clock.advance(Math.max(next - world.clock.now(), 0));
    }
    throw new Error("The platform did not come to rest.");
  }

  /** When a message that failed may be tried again: a queue shows it after its patience, not at once. */
  function nextVisible(): number | undefined {
    const times = [
      "relay-retry",
      ...(world.archives ? ["archive"] : []),
      ...consumers.map(({ name }) => name),
    ].flatMap((name) => world.queues.nextVisibleAt(`${prefix}${name}`) ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  return {
    rounds,
    settle,
    sweepOnce: () => attempt(sweep),
    /** Turns the clock, sweeps (again, when the sweeper died) and settles. */
    async later(milliseconds: number): Promise<void> {
      world.clock.advance(milliseconds);
      for (let tries = 0; tries < 5; tries += 1) if ((await attempt(sweep)).done) break;
      await settle();
    },
    consumers,
  };
}

/** Longer than a queue of the model hides a message. */
const hidden = 31_000;

export type Courier = ReturnType<typeof courier>;
type Handler = ReturnType<typeof consume>;
type Ended<T> = { done: true; value: T } | { done: false };

/** A Lambda call as its event source sees it: an answer, or none. */
async function attempt<T>(run: () => Promise<T>): Promise<Ended<T>> {
  try {
    const value = await mortal(run);
    return value === dead ? { done: false } : { done: true, value };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { done: false };
  }
}

function drop<T>(list: T[], unwanted: (entry: T) => boolean): void {
  const kept = list.filter((entry) => !unwanted(entry));
  list.splice(0, list.length, ...kept);
}
