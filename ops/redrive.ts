import { parseArgs } from "node:util";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { command, operatorOf, placeOptions, urlOf } from "./operator.ts";

/** `causes`: why messages were given up, and how many for each reason. `moved` is 0 when they were only looked at. */
export type Redriven = {
  readonly seen: number;
  readonly moved: number;
  readonly causes: Record<string, number>;
};

/** Longer than one message takes to be moved; what an interrupted command held is seen again after it. */
const hiddenSeconds = 30;

/**
 * Sends dead letters back to the queue they came from, as many as there are at the beginning: what fails again comes
 * back and is not sent a second time. Each is sent before it is deleted, so a crash doubles and never loses one; a
 * doubled one changes nothing, because reactions remember what they have seen.
 *
 * @param queues URLs of the dead letters and of the queue; with `look` nothing is moved.
 */
export async function redrive(
  sqs: SQSClient,
  { from, to, look = false }: { from: string; to: string; look?: boolean },
): Promise<Redriven> {
  const most = await depth(sqs, from);
  const causes: Record<string, number> = {};
  let seen = 0;
  while (seen < most) {
    const messages = await receive(sqs, from, Math.min(10, most - seen));
    if (messages.length === 0) break;
    for (const message of messages) {
      const cause = message.MessageAttributes?.["cause"]?.StringValue ?? "not said";
      causes[cause] = (causes[cause] ?? 0) + 1;
      if (!look) await move(sqs, message, { from, to });
    }
    seen += messages.length;
  }
  return { seen, moved: look ? 0 : seen, causes };
}

async function depth(sqs: SQSClient, url: string): Promise<number> {
  const asked = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: ["ApproximateNumberOfMessages"],
  });
  const { Attributes } = await sqs.send(asked);
  return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
}

async function receive(sqs: SQSClient, url: string, most: number): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: most,
      MessageAttributeNames: ["cause"],
      VisibilityTimeout: hiddenSeconds,
      // Long polling asks every server that keeps the queue: an empty answer then means an empty queue.
      WaitTimeSeconds: 1,
    }),
  );
  return Messages;
}

/** The cause stays behind: it belongs to the failure, and the next one has its own. */
async function move(
  sqs: SQSClient,
  { Body, ReceiptHandle }: Message,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
}

/** `npm run ops:redrive -- <context | relay> [--look] (--local | --stage prod)` */
if (import.meta.main)
  await command(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { ...placeOptions, look: { type: "boolean", default: false } },
    });
    const [context] = positionals;
    if (context === undefined) throw new Error("Say whose dead letters: a context's name, or relay.");
    const { sqs, named } = await operatorOf(values);
    const [to, from] =
      context === "relay"
        ? [named.relayRetry, `${named.relayRetry}-dead`]
        : [named.queue(context), named.deadQueue(context)];
    return redrive(sqs, { from: await urlOf(sqs, from), to: await urlOf(sqs, to), look: values.look });
  });
