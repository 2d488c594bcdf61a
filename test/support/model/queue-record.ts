import { createHash } from "node:crypto";
import type { SQSMessageAttribute, SQSRecord } from "aws-lambda";
import type { Message, Queue, WireAttributes } from "./queue-messages.ts";

/** A message as the event source mapping hands it to a Lambda. */
export function lambdaRecord(queue: Queue, message: Message, region: string): SQSRecord {
  const attributes = systemAttributes(message);
  return {
    messageId: message.id,
    receiptHandle: message.receipt ?? "",
    body: message.body,
    attributes,
    messageAttributes: Object.fromEntries(Object.entries(message.attributes).map(lambdaAttribute)),
    md5OfBody: md5(message.body),
    ...attributesDigest(message.attributes, "md5OfMessageAttributes"),
    eventSource: "aws:sqs",
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}

/** A message as ReceiveMessage answers it, before the asker's choice of attributes. */
export function systemAttributes(message: Message) {
  return {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt),
    SenderId: "AROAMODEL00000000000:model",
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? ""),
    ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
  };
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** The digest under the given name, or nothing where there are no attributes. */
export function attributesDigest<Name extends string>(
  attributes: WireAttributes,
  name: Name,
): { [N in Name]?: string } {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return {};
  const hash = createHash("md5");
  for (const key of names) {
    const { DataType = "", StringValue, BinaryValue } = attributes[key] ?? {};
    hash.update(prefixed(Buffer.from(key))).update(prefixed(Buffer.from(DataType)));
    if (BinaryValue === undefined)
      hash.update(Uint8Array.of(1)).update(prefixed(Buffer.from(StringValue ?? "")));
    else hash.update(Uint8Array.of(2)).update(prefixed(Buffer.from(BinaryValue, "base64")));
  }
  return { [name]: hash.digest("hex") } as { [N in Name]?: string };
}

/** Source: SQS developer guide, "Calculating the MD5 message digest for message attributes". */
function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function lambdaAttribute([name, value]: [string, WireAttributes[string]]): [string, SQSMessageAttribute] {
  const { DataType = "String", StringValue, BinaryValue } = value;
  return [
    name,
    {
      dataType: DataType,
      stringValue: StringValue,
      binaryValue: BinaryValue,
      stringListValues: [],
      binaryListValues: [],
    },
  ];
}
