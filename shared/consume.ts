import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { client } from "./aws.ts";
import { config } from "./config.ts";
import type { Context } from "./context.ts";
import { decide } from "./deciding.ts";
import { CloudEvent, type EventKind, type Happened, keptDays, readEvent } from "./events.ts";
import { countMetric, log } from "./log.ts";
import { AlreadySeen, type Reaction, seen, type Trigger } from "./reactions.ts";
import { system, within } from "./scope.ts";
import { tallyLive } from "./tallies.ts";
import { now } from "./time.ts";
import { Due } from "./timers.ts";
import { transact } from "./transact.ts";

type Message = { record: SQSRecord; name: string; happened(trigger: Trigger): Happened };
type Named<Kind extends Reaction["kind"]> = [name: string, reaction: Extract<Reaction, { kind: Kind }>];

/** As `maxReceiveCount` of the queues: at the last try the consumer itself files the message with its cause. */
const mostTries = 5;

/** What no further try can mend: a message this code cannot read, or one older than its proof of having been seen. */
class Poison extends Error {
  override readonly name = "Poison";
}

/**
 * The Lambda handler of a context's queue: every reaction of every message in its own scope and its own
 * transaction. One that fails is tried again alone; poison goes to the dead-letter queue with its cause.
 *
 * @example export const queue = consume(orders);
 */
export function consume(context: Context) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = new Map<SQSRecord, unknown>();
    const messages = Records.flatMap((record) => {
      try {
        return [open(record)];
      } catch (error) {
        failed.set(record, error);
        return [];
      }
    });
    const reactions = Object.entries(context.reactions);
    for (const message of messages)
      await reactOne(context, reactions, message).catch((error) => failed.set(message.record, error));
    for (const [name, reaction] of reactions)
      if (reaction.kind === "tally") await tallyAll(context, [name, reaction], messages, failed);
    log.info("batch", { context: context.name, messages: Records.length, failed: failed.size });
    const again = await Promise.all([...failed].map(([record, error]) => fail(context, record, error)));
    return { batchItemFailures: again.flat() };
  };
}

async function reactOne(context: Context, reactions: [string, Reaction][], message: Message): Promise<void> {
  for (const [name, reaction] of reactions) {
    const trigger = reaction.kind === "reaction" ? triggerOf(reaction, message) : undefined;
    if (!trigger || reaction.kind !== "reaction") continue;
    const happened = message.happened(trigger);
    // Whoever wrote in between is no reason to wait for the queue, which gives a message again only after minutes.
    const attempt = async () => {
      const pieces = await reaction.run(happened);
      if (pieces && pieces.length > 0) await onlyOnce(transact([seen(name, happened.id), ...pieces]));
    };
    await inScope(context, name, happened, () => decide(attempt));
  }
}

/** A batch at a time for each dealer. */
async function tallyAll(
  context: Context,
  [name, reaction]: Named<"tally">,
  messages: Message[],
  failed: Map<SQSRecord, unknown>,
): Promise<void> {
  const byDealer = new Map<string, [Message, Happened][]>();
  for (const message of messages) {
    const trigger = triggerOf(reaction, message);
    if (!trigger || failed.has(message.record)) continue;
    try {
      const happened = message.happened(trigger);
      byDealer.set(happened.dealer, [...(byDealer.get(happened.dealer) ?? []), [message, happened]]);
    } catch (error) {
      failed.set(message.record, error);
    }
  }
  for (const pairs of byDealer.values()) {
    await inScope(context, name, pairs[0]![1], () =>
      tallyLive(name, reaction, unique(pairs.map(([, happened]) => happened))),
    ).catch((error) => {
      for (const [message] of pairs) failed.set(message.record, error);
    });
  }
}

function unique(events: Happened[]): Happened[] {
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

function triggerOf(reaction: Reaction, message: Message): Trigger | undefined {
  return reaction.to.find(({ name }) => name === message.name);
}

function inScope<T>(
  context: Context,
  action: string,
  { dealer, correlation }: Happened,
  run: () => Promise<T>,
): Promise<T> {
  return within({ context: context.name, dealer, caller: system, correlation, action }, run);
}

async function onlyOnce(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!(error instanceof AlreadySeen)) throw error;
  }
}

/** An event as EventBridge wraps it, or a command as the sweep sends it. */
function open(record: SQSRecord): Message {
  const body = asPoison(() => JSON.parse(record.body) as { detail?: unknown; command?: unknown });
  if (body.command !== undefined)
    return command(
      record,
      asPoison(() => Due().parse(body)),
    );
  const event = asPoison(() => CloudEvent().parse(body.detail));
  if (now() - Date.parse(event.time) > keptDays * 86_400_000)
    throw new Poison("Older than the proofs of what was seen: it could take effect twice.");
  return {
    record,
    name: event.type,
    happened: (trigger) => asPoison(() => readEvent(trigger as EventKind, event)),
  };
}

function command(record: SQSRecord, due: Due): Message {
  const { id, command: name, at: time, tenant: dealer, actor, correlation } = due;
  return {
    record,
    name,
    happened: ({ schema }) => ({
      id,
      type: name,
      time,
      dealer,
      actor,
      correlation,
      data: asPoison(() => schema.parse(due.data)),
    }),
  };
}

function asPoison<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Poison(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function fail(
  context: Context,
  record: SQSRecord,
  error: unknown,
): Promise<{ itemIdentifier: string }[]> {
  log.error("reaction failed", error, {
    context: context.name,
    record: record.messageId,
    tries: Number(record.attributes.ApproximateReceiveCount),
  });
  const last = error instanceof Poison || Number(record.attributes.ApproximateReceiveCount) >= mostTries;
  if (last && (await buried(record, error))) return [];
  return [{ itemIdentifier: record.messageId }];
}

/** Puts the message where an operator finds it, with the cause beside it; if even that fails, the queue's own redrive does. */
async function buried(record: SQSRecord, error: unknown): Promise<boolean> {
  try {
    const { SQSClient, SendMessageCommand } = await import("@aws-sdk/client-sqs");
    const cause =
      (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1000) ||
      "unknown";
    await client(SQSClient).send(
      new SendMessageCommand({
        QueueUrl: config("DEAD_LETTER_URL").DEAD_LETTER_URL,
        MessageBody: record.body,
        MessageAttributes: {
          cause: { DataType: "String", StringValue: cause },
          message: { DataType: "String", StringValue: record.messageId },
        },
      }),
    );
    await countMetric("DeadLetters");
    return true;
  } catch (failure) {
    log.error("dead letter not filed", failure, { record: record.messageId });
    return false;
  }
}
