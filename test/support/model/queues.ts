import type { SQSBatchItemFailure, SQSRecord } from "aws-lambda";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import { answering } from "./operations.ts";
import {
  enqueue,
  type Queue,
  type QueueSetting,
  receive,
  remove,
  settleTime,
  type WireAttributes,
} from "./queue-messages.ts";
import { queueOperations } from "./queue-operations.ts";
import { lambdaRecord } from "./queue-record.ts";

export type { QueueSetting } from "./queue-messages.ts";

/**
 * Standard SQS queues on the test's clock: over the wire through `call`, and from the test's side as the event source
 * mapping of a Lambda would use them (`take`, `settle`). Messages come in the order they were sent.
 *
 * @example
 * const queues = createQueues({ clock });
 * queues.create("mail", { redrive: { maxReceiveCount: 3, deadLetterQueue: "mail-dead" } });
 * const records = queues.take("mail");
 * queues.settle("mail", records, (await handler({ Records: records })).batchItemFailures);
 */
export function createQueues(setting: { clock: Clock; region?: string; account?: string }) {
  const { clock, region = "eu-west-2", account = "000000000000" } = setting;
  const queues = new Map<string, Queue>();

  function existing(name: string): Queue {
    const queue = queues.get(name);
    if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    return queue;
  }

  /** The queue as it is now: after what its sources have handed on, and what it has itself. */
  function find(name: string): Queue {
    const queue = existing(name);
    const sources = [...queues.values()].filter(({ redrive }) => redrive?.deadLetterQueue === name);
    for (const source of sources) settleTime(source, clock.now(), queue);
    settleTime(queue, clock.now(), queues.get(queue.redrive?.deadLetterQueue ?? ""));
    return queue;
  }

  return {
    /** Makes the queue and, where it is missing, its dead-letter queue (14 days). Answers its URL. */
    create(name: string, options: QueueSetting = {}): string {
      const { visibilityTimeout = 30, delaySeconds = 0, retentionSeconds = 345_600, redrive } = options;
      if (name.endsWith(".fifo")) throw new Error("The model has standard queues only.");
      const arn = `arn:aws:sqs:${region}:${account}:${name}`;
      const own = { name, arn, createdAt: clock.now(), messages: [] };
      queues.set(name, { ...own, visibilityTimeout, delaySeconds, retentionSeconds, redrive });
      if (redrive && !queues.has(redrive.deadLetterQueue))
        this.create(redrive.deadLetterQueue, { retentionSeconds: 1_209_600 });
      return this.url(name);
    },
    url: (name: string) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    names: () => [...queues.keys()],
    send(
      name: string,
      body: string,
      options: { attributes?: WireAttributes; delaySeconds?: number } = {},
    ): string {
      return enqueue(existing(name), clock, { body, ...options }).id;
    },
    /** Receives up to `max` visible messages as a Lambda gets them. */
    take(name: string, max = 10): SQSRecord[] {
      const queue = find(name);
      return receive(queue, clock.now(), max).map((message) => lambdaRecord(queue, message, region));
    },
    /**
     * Ends what `take` began: what did not fail is deleted, what failed is visible again after its visibility timeout
     * or, with `immediately`, now; once received `maxReceiveCount` times it goes to the dead letters instead.
     */
    settle(
      name: string,
      records: SQSRecord[],
      failures: SQSBatchItemFailure[] = [],
      options: { immediately?: boolean } = {},
    ): void {
      const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
      const queue = find(name);
      for (const record of records) {
        const message = queue.messages.find(({ receipt }) => receipt === record.receiptHandle);
        if (!message) continue;
        if (!failed.has(record.messageId)) remove(queue, record.receiptHandle);
        else if (options.immediately) message.visibleAt = clock.now();
      }
    },
    /** All messages that are in the queue: visible, in flight and delayed. */
    depth: (name: string): number => find(name).messages.length,
    /** When the next message can be received, in milliseconds since 1970; undefined if the queue is empty. */
    nextVisibleAt(name: string): number | undefined {
      const times = find(name).messages.map(({ visibleAt }) => visibleAt);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    /** When the oldest message was sent, in milliseconds since 1970; undefined if the queue is empty. */
    oldest(name: string): number | undefined {
      const times = find(name).messages.map(({ sentAt }) => sentAt);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    /** The bodies that are in the queue, received by nobody. */
    bodies: (name: string): string[] => find(name).messages.map(({ body }) => body),
    ...answering(
      queueOperations({
        clock,
        find,
        url: (name) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
      }),
    ),
  };
}

export type Queues = ReturnType<typeof createQueues>;
