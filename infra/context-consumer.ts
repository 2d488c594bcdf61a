import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Context } from "#shared/context";
import type { Deployment } from "./deployment.ts";
import { contextEnvironment } from "./environment.ts";
import { tableStatements } from "./grants.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";
import { PlatformFunction } from "./platform-function.ts";
import { consumeQueue, consumerStatements, sendStatement } from "./queue-consumer.ts";
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
    const keyArn = published(this, stage, "table-key-arn");
    const consumer = new PlatformFunction(this, "Consumer", {
      deployment,
      name: names(stage).consumer(context.name),
      description: `Reactions of ${context.name}: ${context.summary}`,
      entry: context.name,
      handler: "queue",
      timeoutSeconds: consumerSeconds,
      environment: {
        ...contextEnvironment(this, deployment, context),
        QUEUE_URL: pair.queue.queueUrl,
        DEAD_LETTER_URL: pair.dead.queueUrl,
      },
      allow: [
        ...tableStatements(context, { scope: this, stage, keyArn }),
        ...useStatements(this, deployment, context),
        ...consumerStatements(pair),
        sendStatement(pair.queue),
      ],
    });
    consumeQueue(this, consumer.function, pair.queue, settings.consumerConcurrency);
    bringEvents(this, deployment, context, pair);
  }
}

function bringEvents(scope: Construct, { stage }: Deployment, context: Context, pair: QueuePair): void {
  const arns = eventPatterns(context).map(
    (eventPattern, index) =>
      new events.CfnRule(scope, `Rule${index}`, {
        description: `What ${context.name} reacts to.`,
        eventBusName: names(stage).bus,
        eventPattern,
        targets: [{ id: "queue", arn: pair.queue.queueArn, deadLetterConfig: { arn: pair.dead.queueArn } }],
      }).attrArn,
  );
  if (arns.length === 0) return;
  for (const queue of [pair.queue, pair.dead])
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: "EventsOfOurBus",
        principals: [new iam.ServicePrincipal("events.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { "aws:SourceArn": arns } },
      }),
    );
}
