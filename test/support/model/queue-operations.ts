import type * as Sqs from "@aws-sdk/client-sqs";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import type { Operations } from "./operations.ts";
import { enqueue, type Message, type Queue, receive, remove, type WireAttributes } from "./queue-messages.ts";
import { attributesDigest, md5, systemAttributes } from "./queue-record.ts";

type Store = { clock: Clock; find: (name: string) => Queue; url: (name: string) => string };
type Sent = Pick<Sqs.SendMessageRequest, "MessageBody" | "MessageAttributes" | "DelaySeconds">;
type Entry = { Id?: string | undefined };

/** Body and attributes together, since August 2025; a batch has the same limit. */
const maxBytes = 1_048_576;
const maxSeconds = { delay: 900, visibility: 43_200 };

/** The operations of SQS that the platform uses, on the wire's terms. A queue is the last segment of its URL. */
export function queueOperations({ clock, find, url }: Store): Operations {
  const queueAt = (address: string | undefined) => find((address ?? "").split("/").at(-1) ?? "");

  return {
    GetQueueUrl: ({ QueueName = "" }: Sqs.GetQueueUrlRequest) => ({ QueueUrl: url(find(QueueName).name) }),
    GetQueueAttributes: (input: Sqs.GetQueueAttributesRequest) => {
      const all = queueAttributes(queueAt(input.QueueUrl), clock.now());
      return { Attributes: chosen(all, input.AttributeNames) };
    },
    SendMessage: (input: Sqs.SendMessageRequest) => send(queueAt(input.QueueUrl), clock, input),
    SendMessageBatch: ({ QueueUrl, Entries = [] }: Sqs.SendMessageBatchRequest) => {
      const queue = queueAt(QueueUrl);
      if (Entries.reduce((sum, entry) => sum + sentBytes(entry), 0) > maxBytes)
        throw new AwsError("BatchRequestTooLong", `A batch has at most ${maxBytes} bytes.`);
      return batch(Entries, (entry) => send(queue, clock, entry));
    },
    ReceiveMessage: (input: Sqs.ReceiveMessageRequest) => {
      const max = within(input.MaxNumberOfMessages ?? 1, 1, 10, "MaxNumberOfMessages");
      const seconds = input.VisibilityTimeout;
      if (seconds !== undefined) within(seconds, 0, maxSeconds.visibility, "VisibilityTimeout");
      const messages = receive(queueAt(input.QueueUrl), clock.now(), max, seconds);
      return messages.length === 0 ? {} : { Messages: messages.map((message) => received(message, input)) };
    },
    DeleteMessage: (input: Sqs.DeleteMessageRequest) => drop(queueAt(input.QueueUrl), input.ReceiptHandle),
    DeleteMessageBatch: ({ QueueUrl, Entries = [] }: Sqs.DeleteMessageBatchRequest) => {
      const queue = queueAt(QueueUrl);
      return batch(Entries, (entry) => drop(queue, entry.ReceiptHandle));
    },
    ChangeMessageVisibility: (input: Sqs.ChangeMessageVisibilityRequest) =>
      hide(queueAt(input.QueueUrl), clock, input),
  };
}

function send(queue: Queue, clock: Clock, sent: Sent) {
  const { MessageBody: body = "", DelaySeconds: delaySeconds } = sent;
  if (body === "")
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  if (sentBytes(sent) > maxBytes)
    throw new AwsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
    );
  if (delaySeconds !== undefined) within(delaySeconds, 0, maxSeconds.delay, "DelaySeconds");
  const attributes = (sent.MessageAttributes ?? {}) as WireAttributes;
  const { id } = enqueue(queue, clock, { body, attributes, delaySeconds });
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...attributesDigest(attributes, "MD5OfMessageAttributes"),
  };
}

function sentBytes({ MessageBody = "", MessageAttributes = {} }: Sent): number {
  const texts = Object.entries(MessageAttributes as WireAttributes).flatMap(([name, value]) => [
    name,
    value.DataType ?? "",
    value.StringValue ?? value.BinaryValue ?? "",
  ]);
  return [MessageBody, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function received(message: Message, input: Sqs.ReceiveMessageRequest) {
  const asked = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const attributes = chosen(message.attributes, input.MessageAttributeNames);
  const some = Object.keys(attributes).length > 0;
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: chosen(systemAttributes(message), asked),
    ...(some
      ? { MessageAttributes: attributes, ...attributesDigest(attributes, "MD5OfMessageAttributes") }
      : {}),
  };
}

/** "All" chooses everything, a name itself, and `name.*` what begins so. */
function chosen<T>(all: Record<string, T>, names: string[] = []): Record<string, T> {
  const wanted = (key: string) =>
    names.some(
      (name) =>
        name === "All" ||
        name === ".*" ||
        name === key ||
        (name.endsWith(".*") && key.startsWith(name.slice(0, -1))),
    );
  return Object.fromEntries(Object.entries(all).filter(([key]) => wanted(key)));
}

function drop(queue: Queue, receipt: string | undefined) {
  remove(queue, checkedReceipt(receipt));
  return {};
}

function hide(queue: Queue, clock: Clock, input: Sqs.ChangeMessageVisibilityRequest) {
  const receipt = checkedReceipt(input.ReceiptHandle);
  const seconds = within(
    input.VisibilityTimeout ?? Number.NaN,
    0,
    maxSeconds.visibility,
    "VisibilityTimeout",
  );
  const message = queue.messages.find((one) => one.receipt === receipt);
  if (!message || message.visibleAt <= clock.now())
    throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  message.visibleAt = clock.now() + seconds * 1000;
  return {};
}

function checkedReceipt(receipt = ""): string {
  if (!Buffer.from(receipt, "base64url").toString().includes("#"))
    throw new AwsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.", { status: 404 });
  return receipt;
}

/** Runs each entry by itself: what one refuses is its own failure. Source: API reference, SendMessageBatch. */
function batch<E extends Entry>(entries: E[], run: (entry: E) => object) {
  if (entries.length === 0) throw new AwsError("EmptyBatchRequest", "There should be at least one entry.");
  if (entries.length > 10)
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries is 10.");
  const ids = entries.map(({ Id = "" }) => Id);
  if (new Set(ids).size < ids.length)
    throw new AwsError("BatchEntryIdsNotDistinct", "Two entries have one Id.");
  if (!ids.every((id) => /^[\w-]{1,80}$/u.test(id)))
    throw new AwsError("InvalidBatchEntryId", "An Id is not valid.");
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({
        Id: entry.Id,
        Code: error.name,
        Message: error.message,
        SenderFault: error.status < 500,
      });
    }
  }
  return Failed.length > 0 ? { Successful, Failed } : { Successful };
}

function queueAttributes(queue: Queue, now: number): Record<string, string> {
  const visible = queue.messages.filter(({ visibleAt }) => visibleAt <= now).length;
  const delayed = queue.messages.filter(
    (message) => message.visibleAt > now && message.receipt === undefined,
  ).length;
  const { redrive } = queue;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(queue.messages.length - visible - delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    VisibilityTimeout: String(queue.visibilityTimeout),
    DelaySeconds: String(queue.delaySeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    SqsManagedSseEnabled: "true",
    ...(redrive ? { RedrivePolicy: redrivePolicy(queue.arn, redrive) } : {}),
  };
}

function redrivePolicy(arn: string, redrive: NonNullable<Queue["redrive"]>): string {
  const deadLetterTargetArn = arn.replace(/[^:]+$/u, redrive.deadLetterQueue);
  return JSON.stringify({ deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount });
}

function within(value: number, low: number, high: number, name: string): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  const reason = `Must be between ${low} and ${high}, if provided.`;
  throw new AwsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}
