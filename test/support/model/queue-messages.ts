import { randomUUID } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { Clock } from "./clock.ts";

/** Seconds, as in SQS. `deadLetterQueue` is a queue's name. */
export type QueueSetting = {
  visibilityTimeout?: number;
  delaySeconds?: number;
  retentionSeconds?: number;
  redrive?: { maxReceiveCount: number; deadLetterQueue: string };
};

/** What a message says of itself on the wire: a binary value is base64 text. */
export type WireAttributes = Record<
  string,
  Omit<MessageAttributeValue, "BinaryValue"> & { BinaryValue?: string }
>;

export type Message = {
  id: string;
  body: string;
  attributes: WireAttributes;
  sentAt: number;
  visibleAt: number;
  /** All receives; `receivesHere` counts those since the message came to this queue, which is what redrive looks at. */
  receives: number;
  receivesHere: number;
  firstReceivedAt?: number;
  receipt?: string;
  deadLetterSource?: string;
};

export type Queue = Required<Omit<QueueSetting, "redrive">> & {
  name: string;
  arn: string;
  createdAt: number;
  redrive: QueueSetting["redrive"];
  messages: Message[];
};

export function enqueue(
  queue: Queue,
  clock: Clock,
  sent: { body: string; attributes?: WireAttributes; delaySeconds?: number },
) {
  const now = clock.now();
  const delay = sent.delaySeconds ?? queue.delaySeconds;
  const message: Message = {
    id: randomUUID(),
    body: sent.body,
    attributes: sent.attributes ?? {},
    sentAt: now,
    visibleAt: now + delay * 1000,
    receives: 0,
    receivesHere: 0,
  };
  queue.messages.push(message);
  return message;
}

/** Hides up to `max` visible messages behind new receipts. */
export function receive(
  queue: Queue,
  now: number,
  max: number,
  visibilitySeconds = queue.visibilityTimeout,
): Message[] {
  const taken = queue.messages.filter((message) => message.visibleAt <= now).slice(0, max);
  for (const message of taken) {
    message.receives += 1;
    message.receivesHere += 1;
    message.firstReceivedAt ??= now;
    message.receipt = Buffer.from(`${message.id}#${randomUUID()}`).toString("base64url");
    message.visibleAt = now + visibilitySeconds * 1000;
  }
  return taken;
}

/**
 * What time alone does: forgets expired messages and hands on those that were received too often. SQS moves a message
 * when a reader next asks; a queue with a consumer is always being asked, so the model moves it once it is visible.
 */
export function settleTime(queue: Queue, now: number, deadLetters: Queue | undefined): void {
  const kept: Message[] = [];
  for (const message of queue.messages) {
    if (message.sentAt + queue.retentionSeconds * 1000 <= now) continue;
    const spent = queue.redrive !== undefined && message.receivesHere >= queue.redrive.maxReceiveCount;
    if (deadLetters && spent && message.visibleAt <= now)
      deadLetters.messages.push({
        ...message,
        receivesHere: 0,
        receipt: undefined,
        deadLetterSource: queue.arn,
      });
    else kept.push(message);
  }
  queue.messages = kept;
}

/** An older receipt of a message that was received again no longer finds it. */
export function remove(queue: Queue, receipt: string): void {
  queue.messages = queue.messages.filter((message) => message.receipt !== receipt);
}
