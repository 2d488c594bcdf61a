import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { client } from "./aws.ts";
import { config } from "./config.ts";
import type { CloudEvent } from "./events.ts";
import { countMetric, log } from "./log.ts";

/** EventBridge takes ten entries a call. */
const perCall = 10;

/**
 * The table's stream, filtered to inserted event items, to the bus. What the bus refuses goes to a retry
 * queue of its own; it throws only when neither took an entry, so that one bad event holds up no other.
 */
export async function relay({ Records }: DynamoDBStreamEvent): Promise<void> {
  const events = Records.flatMap(({ dynamodb }) => {
    const image = dynamodb?.NewImage;
    return image ? [unmarshall(image as Parameters<typeof unmarshall>[0])["event"] as CloudEvent] : [];
  });
  const refused: CloudEvent[] = [];
  for (let start = 0; start < events.length; start += perCall)
    refused.push(...(await published(events.slice(start, start + perCall))));
  for (const event of refused) await setAside(event);
  log.info("relayed", { events: events.length, refused: refused.length });
}

/** What was refused is tried again by the retry queue, with its own dead letters behind it. */
export async function relayRetry({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failures = await Promise.all(
    Records.map(async (record) => {
      const refused = await published([JSON.parse(record.body) as CloudEvent]);
      return refused.length > 0 ? [{ itemIdentifier: record.messageId }] : [];
    }),
  );
  return { batchItemFailures: failures.flat() };
}

/** @returns the events that the bus did not take; a call that failed as a whole took none. */
async function published(events: CloudEvent[]): Promise<CloudEvent[]> {
  const EventBusName = config("BUS_NAME").BUS_NAME;
  try {
    const { Entries = [], FailedEntryCount = 0 } = await client(EventBridgeClient).send(
      new PutEventsCommand({
        Entries: events.map((event) => ({
          EventBusName,
          Source: `forecourt${event.source.replaceAll("/", ".")}`,
          DetailType: event.type,
          Time: new Date(event.time),
          Detail: JSON.stringify(event),
        })),
      }),
    );
    if (FailedEntryCount === 0) return [];
    log.warn("events refused by the bus", {
      codes: Entries.flatMap(({ ErrorCode }) => (ErrorCode ? [ErrorCode] : [])),
    });
    return events.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
  } catch (error) {
    log.error("bus not reached", error);
    return events;
  }
}

async function setAside(event: CloudEvent): Promise<void> {
  const { SQSClient, SendMessageCommand } = await import("@aws-sdk/client-sqs");
  await countMetric("EventsSetAside");
  await client(SQSClient).send(
    new SendMessageCommand({
      QueueUrl: config("RETRY_QUEUE_URL").RETRY_QUEUE_URL,
      MessageBody: JSON.stringify(event),
    }),
  );
}
