import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./deployment.ts";
import { throughTable } from "./grants.ts";
import { names } from "./names.ts";
import { PlatformFunction } from "./platform-function.ts";
import { consumeQueue, sendStatement, takeMessages } from "./queue-consumer.ts";
import { QueuePair } from "./queue-pair.ts";
import { streamReading } from "./stream-reading.ts";
import type { PlatformTable } from "./table.ts";

const timeoutSeconds = 30;

/** Only inserted event items wake the relay: no other write of the platform costs an invocation. */
export const eventItems = {
  eventName: ["INSERT"],
  dynamodb: { NewImage: { _kind: { S: ["Event"] } } },
};

/** Takes events from the table's stream to the bus; what the bus refuses goes to a queue of its own and is tried again. */
export class Relay extends Construct {
  constructor(scope: Construct, deployment: Deployment, { table, key }: PlatformTable) {
    super(scope, "Relay");
    const { relay, relayRetry } = names(deployment.stage);
    const pair = new QueuePair(this, "Retry", {
      name: relayRetry,
      deadName: `${relayRetry}-dead`,
      functionTimeoutSeconds: timeoutSeconds,
    });
    const environment = {
      BUS_NAME: names(deployment.stage).bus,
      RETRY_QUEUE_URL: pair.queue.queueUrl,
    };
    const both = { deployment, entry: "relay", timeoutSeconds, environment };
    const stream = new PlatformFunction(this, "Stream", {
      ...both,
      name: relay,
      description: "Puts the events of the table's stream on the bus.",
      handler: "relay",
      allow: [
        ...streamStatements(this, deployment, { table, key }),
        putEvents(this, deployment),
        sendStatement(pair.queue),
      ],
    });
    const again = new PlatformFunction(this, "Again", {
      ...both,
      name: relayRetry,
      description: "Tries again what the bus refused.",
      handler: "relayRetry",
      allow: [putEvents(this, deployment), ...takeMessages(pair)],
    });
    acknowledge(stream, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:dynamodb:${deployment.settings.region}:<AWS::AccountId>:table/${names(deployment.stage).table}/stream/*]`]:
        "Streams are listed by table: AWS asks for the right to all streams of this one table.",
    });
    consumeQueue(this, again.function, pair.queue, 2);
    readStream(this, stream.function, table.tableStreamArn ?? "");
  }
}

/**
 * A record is tried for as long as the stream keeps it (a day): the relay throws only if neither bus nor queue
 * took an event, and an iterator age of an hour alarms.
 */
function readStream(scope: Construct, relay: lambda.Function, streamArn: string): void {
  const mapping = new lambda.CfnEventSourceMapping(scope, "EventItems", {
    eventSourceArn: streamArn,
    functionName: relay.functionName,
    startingPosition: "TRIM_HORIZON",
    ...streamReading,
    filterCriteria: { filters: [{ pattern: JSON.stringify(eventItems) }] },
  });
  acknowledge(mapping, {
    "Serverless-LambdaEventSourceMappingDestination":
      "A destination would receive positions in the stream, not events: the relay sends the events themselves to its retry queue.",
  });
}

function streamStatements(
  scope: Construct,
  { stage }: Deployment,
  { table, key }: Pick<PlatformTable, "table" | "key">,
): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: "ReadStream",
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [table.tableStreamArn ?? ""],
    }),
    new iam.PolicyStatement({
      sid: "FindStream",
      actions: ["dynamodb:ListStreams"],
      resources: [
        Stack.of(scope).formatArn({
          service: "dynamodb",
          resource: "table",
          resourceName: `${names(stage).table}/stream/*`,
        }),
      ],
    }),
    throughTable({ scope, keyArn: key.keyArn }),
  ];
}

function putEvents(scope: Construct, { stage }: Deployment): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: "PutEvents",
    actions: ["events:PutEvents"],
    resources: [
      Stack.of(scope).formatArn({
        service: "events",
        resource: "event-bus",
        resourceName: names(stage).bus,
      }),
    ],
  });
}
