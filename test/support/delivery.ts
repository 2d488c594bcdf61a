import { ourEvents } from "#infra/rules";
import { archive } from "#shared/archive";
import { consume } from "#shared/consume";
import type { Context } from "#shared/context";
import { relay, relayRetry } from "#shared/relay";
import { asFunction, functions } from "./at-work.ts";
import type { Bus } from "./model/bus.ts";
import type { StreamRecord } from "./model/dynamo.ts";
import type { Queues } from "./model/queues.ts";

type World = {
  contexts: readonly Context[];
  bus: Bus;
  queues: Queues;
  outbox: StreamRecord[];
  /** Whether events are archived too. */
  archives: boolean;
};

/** How events travel in a test: as often and in whatever order it asks for. */
export type Travel = {
  readonly times?: number;
  readonly reorder?: (bodies: StreamRecord[]) => StreamRecord[];
};

/** The stream's filter, the bus's rules and the queues' consumers, from the manifests, as infrastructure derives them. */
export function createDelivery({ contexts, bus, queues, outbox, archives }: World) {
  queues.create("forecourt-test-relay-retry", {
    redrive: { maxReceiveCount: 5, deadLetterQueue: "forecourt-test-relay-dead" },
  });
  if (archives) {
    const name = "forecourt-test-archive";
    queues.create(name, { redrive: { maxReceiveCount: 5, deadLetterQueue: `${name}-dead` } });
    bus.addRule({ name: "archive", pattern: ourEvents, targets: [name] });
  }
  const consumers = contexts.filter(({ reactions }) => Object.keys(reactions).length > 0);
  for (const context of consumers) {
    const name = `forecourt-test-${context.name}`;
    queues.create(name, { redrive: { maxReceiveCount: 5, deadLetterQueue: `${name}-dead` } });
    const heard = Object.values(context.reactions).flatMap(({ to }) =>
      to.filter(({ kind }) => kind === "event").map((event) => event.name),
    );
    if (heard.length > 0)
      bus.addRule({ name: context.name, pattern: { "detail-type": [...new Set(heard)] }, targets: [name] });
  }

  async function relayAll({ times = 1, reorder = (records) => records }: Travel): Promise<boolean> {
    const records = outbox.splice(0).filter(isNewEvent);
    if (records.length === 0) return false;
    const often = Array.from({ length: times }, () => records).flat();
    await asFunction(functions.relay, () => relay({ Records: reorder(often) }));
    return true;
  }

  async function consumeAll(): Promise<boolean> {
    let moved = false;
    for (const context of consumers) {
      const name = `forecourt-test-${context.name}`;
      const Records = queues.take(name, 10);
      if (Records.length === 0) continue;
      process.env["QUEUE_URL"] = queues.url(name);
      process.env["DEAD_LETTER_URL"] = queues.url(`${name}-dead`);
      const { batchItemFailures } = await asFunction(functions.consumer(context.name), () =>
        consume(context)({ Records }),
      );
      queues.settle(name, Records, batchItemFailures, { immediately: true });
      moved = true;
    }
    return moved;
  }

  async function retryRelay(): Promise<boolean> {
    const Records = queues.take("forecourt-test-relay-retry", 10);
    if (Records.length === 0) return false;
    const { batchItemFailures } = await asFunction(functions.relayRetry, () => relayRetry({ Records }));
    queues.settle("forecourt-test-relay-retry", Records, batchItemFailures, { immediately: true });
    return true;
  }

  async function archiveAll(): Promise<boolean> {
    const Records = archives ? queues.take("forecourt-test-archive", 1000) : [];
    if (Records.length === 0) return false;
    const { batchItemFailures } = await asFunction(functions.consumer("archive"), () => archive({ Records }));
    queues.settle("forecourt-test-archive", Records, batchItemFailures, { immediately: true });
    return true;
  }

  return {
    async settle(travel: Travel = {}): Promise<void> {
      for (let round = 0; round < 10_000; round += 1) {
        const moved = [await relayAll(travel), await retryRelay(), await consumeAll(), await archiveAll()];
        if (!moved.includes(true)) return;
      }
      throw new Error("The platform did not come to rest: something sets itself off again and again.");
    },
  };
}

function isNewEvent({ eventName, dynamodb }: StreamRecord): boolean {
  const kind = dynamodb.NewImage?.["_kind"];
  return eventName === "INSERT" && kind !== undefined && "S" in kind && kind.S === "Event";
}
