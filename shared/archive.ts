import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { folderOf, pack } from "./archive-objects.ts";
import type { CloudEvent } from "./events.ts";
import { log } from "./log.ts";

type Received = { readonly record: SQSRecord; readonly event: CloudEvent };

/**
 * The Lambda handler behind the rule that matches every event: a batch becomes one object for each dealer and UTC day
 * in it. What cannot be read or stored comes again alone; what comes again is stored under the same name, and what
 * comes in another batch is read once all the same, so nothing need be remembered here.
 */
export async function archive({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed: SQSRecord[] = [];
  const received = Records.flatMap((record): Received[] => {
    try {
      return [{ record, event: eventOf(record) }];
    } catch (error) {
      log.error("event not readable", error, { record: record.messageId });
      failed.push(record);
      return [];
    }
  });
  const folders = Map.groupBy(received, ({ event }) => folderOf(event.dealer, event.time.slice(0, 10)));
  await Promise.all(
    [...folders].map(async ([folder, all]) => {
      if (!(await stored(folder, all))) failed.push(...all.map(({ record }) => record));
    }),
  );
  log.info("archived", { events: received.length, objects: folders.size, failed: failed.length });
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function stored(folder: string, received: readonly Received[]): Promise<boolean> {
  try {
    const { putObject } = await import("./archive-bucket.ts");
    await putObject(
      pack(
        folder,
        received.map(({ event }) => event),
      ),
    );
    return true;
  } catch (error) {
    log.error("events not archived", error, { folder, events: received.length });
    return false;
  }
}

/**
 * The event as the bus wraps it. Kept whole, with fields that this release does not know: what is checked is what the
 * name of an object is made of, for a dealer with a slash in it would be in another's folder.
 */
function eventOf({ body }: SQSRecord): CloudEvent {
  const { detail } = JSON.parse(body) as { detail?: Partial<Record<keyof CloudEvent, unknown>> };
  for (const [name, shape] of Object.entries(shapes)) {
    const value = detail?.[name as keyof typeof shapes];
    if (typeof value !== "string" || !shape.test(value))
      throw new Error(`Not an event of ours: its ${name} is none.`);
  }
  return detail as CloudEvent;
}

const shapes = { id: /^\w+$/, dealer: /^[a-z0-9-]+$/, time: /^\d{4}-\d\d-\d\dT/ };
