import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod/mini";
import { client } from "./aws.ts";
import { config } from "./config.ts";
import { log } from "./log.ts";
import { asPlatform, system, within } from "./scope.ts";
import { entity } from "./table.ts";
import { now } from "./time.ts";
import { Due, minuteOf, Timer, timerShards } from "./timers.ts";
import { transact } from "./transact.ts";

const Mark = () => z.object({ name: z.literal("swept"), minute: z.string() });
/** How far the sweep has come. It lives beside the timers and is written by the sweep alone. */
const Swept = entity({
  name: "Swept",
  v: 1,
  schema: Mark,
  key: { pk: "platform#timers#{name}", sk: "minute" },
});

/** Minutes looked at again, for a timer whose write was late; and the most that one run catches up. */
const again = 5;
const most = 120;

/**
 * Once a minute: sends every command that is due to its context's queue, then forgets the timer. A crash in
 * between sends it twice, which the reaction's seen item makes harmless.
 *
 * @returns how many commands were sent.
 */
export async function sweep(): Promise<{ sent: number }> {
  return within(
    { context: "timers", dealer: "platform", caller: system, correlation: `sweep-${now()}`, action: "sweep" },
    () => asPlatform("timers of every dealer wait in one place", sweepDue),
  );
}

async function sweepDue(): Promise<{ sent: number }> {
  const mark = await Swept.find({ name: "swept" }, { consistent: true });
  const first = mark ? Date.parse(`${mark.minute}:00.000Z`) - again * 60_000 : now() - most * 60_000;
  const last = Math.min(now(), first + (most + again) * 60_000);
  let sent = 0;
  for (let minute = first; minute <= last; minute += 60_000) {
    for (let shard = 0; shard < timerShards; shard += 1) sent += await sweepShard(minuteOf(minute), shard);
  }
  await transact([Swept.touch({ name: "swept" }, { set: { minute: minuteOf(last) } })]);
  log.info("swept", { sent });
  return { sent };
}

async function sweepShard(minute: string, shard: number): Promise<number> {
  let sent = 0;
  for await (const timer of Timer.all({ minute, shard }, { consistent: true })) {
    await send(Due().parse(timer));
    await transact([Timer.remove(timer)]).catch(ifGone);
    sent += 1;
  }
  return sent;
}

/** Two sweeps at once both send; the second finds the timer gone. */
function ifGone(error: unknown): void {
  if ((error as { code?: string }).code !== "conflict") throw error;
}

async function send(due: Due): Promise<void> {
  const context = due.command.slice(0, due.command.indexOf("."));
  await client(SQSClient).send(
    new SendMessageCommand({ QueueUrl: await queueOf(context), MessageBody: JSON.stringify(due) }),
  );
}

const queues = new Map<string, string>();

async function queueOf(context: string): Promise<string> {
  const name = `${config("QUEUE_NAME_PREFIX").QUEUE_NAME_PREFIX}${context}`;
  const known = queues.get(name);
  if (known) return known;
  const { QueueUrl } = await client(SQSClient).send(new GetQueueUrlCommand({ QueueName: name }));
  if (!QueueUrl) throw new Error(`There is no queue ${name}.`);
  queues.set(name, QueueUrl);
  return QueueUrl;
}
