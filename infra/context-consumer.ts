import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Context } from "#shared/context";
import { acknowledge } from "./acknowledge.ts";
import { archiveReader } from "./archive-access.ts";
import type { Deployment } from "./deployment.ts";
import { contextEnvironment } from "./environment.ts";
import { bringEvents } from "./event-rules.ts";
import { tableStatements } from "./grants.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";
import { PlatformFunction } from "./platform-function.ts";
import { consumeQueue, sendStatement, takeMessages } from "./queue-consumer.ts";
import { QueuePair } from "./queue-pair.ts";
import { eventPatterns } from "./rules.ts";
import { useStatements } from "./uses.ts";

/** A pass over ten messages, each a transaction or two. */
export const consumerSeconds = 30;

/** A context that reacts: its queue, its consumer, and the rules that bring it the events it asked for. */
export class ContextConsumer extends Construct {
  readonly queue: sqs.Queue;

  constructor(scope: Construct, deployment: Deployment, context: Context) {
    super(scope, "Reactions");
    const { stage, settings } = deployment;
    const pair = new QueuePair(this, "Queues", {
      name: names(stage).queue(context.name),
      deadName: names(stage).deadQueue(context.name),
      functionTimeoutSeconds: consumerSeconds,
    });
    this.queue = pair.queue;
    const archive = archiveReader(this, deployment, context);
    const keyArn = published(this, stage, "table-key-arn");
    const consumer = new PlatformFunction(this, "Consumer", {
      deployment,
      name: names(stage).consumer(context.name),
      description: `Reactions of ${context.name}: ${context.summary}`,
      entry: context.name,
      handler: "queue",
      timeoutSeconds: consumerSeconds,
      environment: {
        ...contextEnvironment(this, deployment, context, context.reactionsUse),
        QUEUE_URL: pair.queue.queueUrl,
        DEAD_LETTER_URL: pair.dead.queueUrl,
        ...archive.environment,
      },
      allow: [
        ...tableStatements(context, { scope: this, stage, keyArn }),
        ...useStatements(this, deployment, context.reactionsUse),
        ...takeMessages(pair),
        sendStatement(pair.dead, "PutAside"),
        ...(context.reactionsUse.includes("own-queue") ? [sendStatement(pair.queue)] : []),
        ...archive.allow,
      ],
    });
    acknowledge(consumer, archive.findings);
    consumeQueue(this, consumer.function, pair.queue, settings.consumerConcurrency);
    bringEvents(this, pair, {
      bus: names(stage).bus,
      description: `What ${context.name} reacts to.`,
      patterns: eventPatterns(context),
    });
  }
}
