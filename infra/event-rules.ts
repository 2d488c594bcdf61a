import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { QueuePair } from "./queue-pair.ts";

type Wanted = { readonly bus: string; readonly description: string; readonly patterns: readonly object[] };

/** A rule for each pattern, from the bus to the queue; what EventBridge cannot hand over is in the dead letters. */
export function bringEvents(scope: Construct, pair: QueuePair, { bus, description, patterns }: Wanted): void {
  const arns = patterns.map(
    (eventPattern, index) =>
      new events.CfnRule(scope, `Rule${index}`, {
        description,
        eventBusName: bus,
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
