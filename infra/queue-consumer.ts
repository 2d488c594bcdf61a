import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { QueuePair } from "./queue-pair.ts";

/** Up to ten at once, as soon as there is one. */
const promptly = { batchSize: 10, maximumBatchingWindowInSeconds: undefined };

/** Hands messages to a function in batches; only those that failed come again. */
export function consumeQueue(
  scope: Construct,
  consumer: lambda.Function,
  queue: sqs.Queue,
  maximumConcurrency: number,
  batches: { batchSize: number; maximumBatchingWindowInSeconds: number | undefined } = promptly,
): void {
  const mapping = new lambda.CfnEventSourceMapping(scope, "Messages", {
    eventSourceArn: queue.queueArn,
    functionName: consumer.functionName,
    ...batches,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency },
  });
  acknowledge(mapping, {
    "Serverless-LambdaEventSourceMappingDestination":
      "For a queue the destination is the redrive policy: what fails five times is in its dead-letter queue.",
  });
}

/** What Lambda does with a queue under the role of the function that it calls. */
export function takeMessages({ queue }: QueuePair): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: "TakeMessages",
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [queue.queueArn],
    }),
  ];
}

export function sendStatement({ queueArn }: sqs.Queue, sid = "Send"): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, actions: ["sqs:SendMessage"], resources: [queueArn] });
}
