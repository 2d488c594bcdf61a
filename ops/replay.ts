import { parseArgs } from "node:util";
import { marshall } from "@aws-sdk/util-dynamodb";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { type CloudEvent, history, keptDays } from "#shared/events";
import { relay } from "#shared/relay";
import { system, within } from "#shared/scope";
import { now } from "#shared/time";
import { command, operatorOf, placeOptions, urlOf } from "./operator.ts";

/** Whose events, from which UTC day to which (both included, `2026-11-25`). `send` defaults to the bus. */
export type Replay = {
  readonly dealer: string;
  readonly from: string;
  readonly to: string;
  readonly send?: (events: readonly CloudEvent[]) => Promise<void>;
};
/** `tooOld`: events that were left out, because nobody remembers any more who has seen them. */
export type Replayed = { readonly sent: number; readonly tooOld: number };

const batchSize = 100;

/**
 * Publishes again what a dealer's event log holds: heals a stream or a bus that was silent. What was seen before
 * changes nothing, so it may be repeated, and may cover more days than necessary.
 *
 * @throws Error for days that are none, or that end before they begin.
 */
export async function replay({ dealer, from, to, send = toBus }: Replay): Promise<Replayed> {
  if (!(dayOf(from) <= dayOf(to))) throw new Error(`There is no day from ${from} to ${to}.`);
  const earliest = now() - keptDays * 86_400_000;
  // Days whose every event is too old are not even read.
  const first = new Date(Math.max(dayOf(from), dayOf(new Date(earliest).toISOString().slice(0, 10))));
  const scope = { context: "ops", dealer, caller: system, correlation: `replay-${from}`, action: "replay" };
  return within(scope, async () => {
    let [sent, tooOld] = [0, 0];
    let batch: CloudEvent[] = [];
    for await (const event of history(first.toISOString().slice(0, 10), to)) {
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

function dayOf(text: string): number {
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at)) throw new Error(`"${text}" is no day: write it as 2026-11-25.`);
  return at;
}

/** `npm run ops:replay -- --dealer D --from day --to day [--only context] (--local | --stage prod)` */
if (import.meta.main)
  await command(async () => {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      options: { ...placeOptions, dealer: text, from: text, to: text, only: text },
    });
    const { dealer, from, to = from, only } = values;
    if (!dealer || !from || !to) throw new Error("Say --dealer, --from and --to (days in UTC).");
    const { sqs, named } = await operatorOf(values);
    const send = only ? toQueue(sqs, await urlOf(sqs, named.queue(only))) : undefined;
    return replay({ dealer, from, to, send });
  });
