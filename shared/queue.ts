import { client } from "./aws.ts";
import { config } from "./config.ts";
import { newId } from "./ids.ts";
import { scope } from "./scope.ts";
import { instant } from "./time.ts";
import type { CommandKind, Due } from "./timers.ts";
import type * as z from "zod/mini";

/**
 * Sends a command to the context's own queue at once, beside any transaction: for signals that may be lost
 * (a view, a search), never for what must not.
 *
 * @example await enqueue(CountView, { vehicle });
 */
export async function enqueue<S extends z.ZodMiniType>(
  command: CommandKind<S>,
  data: z.input<S>,
): Promise<void> {
  const { SQSClient, SendMessageCommand } = await import("@aws-sdk/client-sqs");
  const { context, dealer, caller, correlation } = scope();
  if (!command.name.startsWith(`${context}.`))
    throw new Error(`${command.name} is not a command of ${context}.`);
  const due: Due = {
    id: newId("cmd"),
    tenant: dealer,
    command: command.name,
    data: command.schema.parse(data),
    at: instant(),
    actor: caller.id,
    correlation,
  };
  await client(SQSClient).send(
    new SendMessageCommand({ QueueUrl: config("QUEUE_URL").QUEUE_URL, MessageBody: JSON.stringify(due) }),
  );
}
