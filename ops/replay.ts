import { parseArgs } from "node:util";
import { marshall } from "@aws-sdk/util-dynamodb";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { archived } from "#shared/archived";
import { type CloudEvent, history, keptDays } from "#shared/events";
import { relay } from "#shared/relay";
import { system, within } from "#shared/scope";
import { instant, now } from "#shared/time";
import { findArchive } from "./archive-bucket.ts";
import { daysOf } from "./days.ts";
import { command, operatorOf, placeOptions, urlOf } from "./operator.ts";

/**
 * Whose events, from which UTC day to which (both included, `2026-11-25`). `source` defaults to the log, `send` to the
 * bus.
 */
export type Replay = {
  readonly dealer: string;
  readonly from: string;
  readonly to: string;
  readonly source?: (from: string, to: string) => AsyncIterable<CloudEvent>;
  readonly send?: (events: readonly CloudEvent[]) => Promise<void>;
};
/** `tooOld`: events that were left out, because nobody remembers any more who has seen them. */
export type Replayed = { readonly sent: number; readonly tooOld: number };

const batchSize = 100;

/**
 * Publishes again what a dealer's event log holds: heals a stream or a bus that was silent. What was seen before
 * changes nothing, so it may be repeated, and may cover more days than necessary. From the archive as well nothing is
 * published that is older than the proofs of what was seen.
 *
 * @throws Error for days that are none, or that end before they begin.
 */
export async function replay({
  dealer,
  from,
  to,
  source = history,
  send = toBus,
}: Replay): Promise<Replayed> {
  const earliest = now() - keptDays * 86_400_000;
  // Days whose every event is too old are not even read.
  const days = daysOf(from, to).filter((day) => day >= instant(earliest).slice(0, 10));
  const scope = { context: "ops", dealer, caller: system, correlation: `replay-${from}`, action: "replay" };
  return within(scope, async () => {
    let [sent, tooOld] = [0, 0];
    let batch: CloudEvent[] = [];
    for await (const event of eachOf(days, source)) {
      if (Date.parse(event.time) <= earliest) tooOld += 1;
      else batch.push(event);
      if (batch.length < batchSize) continue;
      await send(batch);
      sent += batch.length;
      batch = [];
    }
    if (batch.length > 0) await send(batch);
    return { sent: sent + batch.length, tooOld };
  });
}

async function* eachOf(
  days: readonly string[],
  source: NonNullable<Replay["source"]>,
): AsyncGenerator<CloudEvent> {
  for (const day of days) yield* source(day, day);
}

/** By the relay itself, which puts what the bus refuses into its retry queue. */
async function toBus(events: readonly CloudEvent[]): Promise<void> {
  const records = events.map((event) => ({
    dynamodb: { NewImage: marshall({ event }, { removeUndefinedValues: true }) },
  }));
  await relay({ Records: records } as unknown as DynamoDBStreamEvent);
}

/** To one context alone, wrapped as EventBridge would: for a consumer that lost its queue, not for all others. */
export function toQueue(sqs: SQSClient, url: string): NonNullable<Replay["send"]> {
  return async (events) => {
    for (const event of events)
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: JSON.stringify({ "detail-type": event.type, detail: event }),
        }),
      );
  };
}

/**
 * `npm run ops:replay -- --dealer D --from day --to day [--only context] (--local | --stage prod)`, or
 * `--from archive --day day [--to day]` where the log has lost what the archive has.
 */
if (import.meta.main)
  await command(async () => {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      options: { ...placeOptions, dealer: text, from: text, day: text, to: text, only: text },
    });
    const fromArchive = values.from === "archive";
    const from = fromArchive ? values.day : values.from;
    const { dealer, to = from, only } = values;
    if (!dealer || !from || !to)
      throw new Error("Say --dealer, and --from and --to (days in UTC) or --from archive --day.");
    const { sqs, named } = await operatorOf(values);
    if (fromArchive) await findArchive(named.prefix);
    const source = fromArchive ? archived : undefined;
    const send = only ? toQueue(sqs, await urlOf(sqs, named.queue(only))) : undefined;
    return replay({ dealer, from, to, source, send });
  });
