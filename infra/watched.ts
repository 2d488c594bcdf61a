import type { Context } from "#shared/context";
import { archiveSeconds } from "./archive-consumer.ts";
import { triggerSeconds } from "./trigger-seconds.ts";
import { apiSeconds } from "./context-api.ts";
import { consumerSeconds } from "./context-consumer.ts";
import { hasAnswers, hasReactions } from "./entries.ts";
import { names } from "./names.ts";
import { rotationSeconds } from "./origin-secret.ts";
import { metricsNamespace } from "./platform-function.ts";
import type { Stage } from "./stages.ts";

/** An alarm as data: it sounds when the statistic of `minutes` is over `over`. */
export type Watched = {
  readonly id: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Maximum" | "Average" | "p99";
  readonly over: number;
  readonly minutes: number;
  /** What to do about it. */
  readonly runbook: string;
};

/**
 * Everything that is watched, derived from the manifests: every function and queue without asking, and what a
 * context names itself.
 *
 * @example watched("prod", contexts).map(({ id }) => id) // ["orders-api-Errors", …]
 */
export function watched(stage: Stage, contexts: readonly Context[]): Watched[] {
  const named = names(stage);
  return [
    ...contexts.flatMap((context) => watchedContext(stage, context)),
    ...watchedFunction("relay", named.relay, 30),
    ...watchedFunction("relay-retry", named.relayRetry, 30),
    ...watchedFunction("sweep", named.sweep, 50),
    ...watchedFunction("archive-queue", named.consumer("archive"), archiveSeconds),
    ...watchedQueue("relay-retry", named.relayRetry, `${named.relayRetry}-dead`),
    ...watchedQueue("archive", named.queue("archive"), named.deadQueue("archive")),
    ...watchedTable(named.table),
    {
      ...ofFunction("relay-IteratorAge", named.relay),
      metric: "IteratorAge",
      statistic: "Maximum",
      over: 3_600_000,
      minutes: 5,
      runbook:
        "Events wait in the table's stream, which keeps them for a day. See the relay's log: bus and retry queue both refuse.",
    },
  ];
}

/** What is watched in us-east-1, where an alarm has to be beside what it looks at. */
export function watchedEdge(stage: Stage, distribution: string): Watched[] {
  return [
    ...watchedFunction("edge-rotation", names(stage).rotation, rotationSeconds),
    {
      id: "edge-5xxErrorRate",
      namespace: "AWS/CloudFront",
      metric: "5xxErrorRate",
      dimensions: { DistributionId: distribution, Region: "Global" },
      statistic: "Average",
      // In a hundred requests. Single failures are the API's alarm; this one is for an edge that finds no API behind it.
      over: 25,
      minutes: 5,
      runbook:
        "Readers are failed at the edge: CloudFront does not reach the API, or the API does not know it.",
    },
  ];
}

function watchedContext(stage: Stage, context: Context): Watched[] {
  const { name } = context;
  const named = names(stage);
  return [
    ...(hasAnswers(context) ? watchedFunction(`${name}-api`, named.api(name), apiSeconds) : []),
    ...(context.triggers.preTokenGeneration
      ? watchedFunction(`${name}-pre-token-generation`, named.trigger(name), triggerSeconds)
      : []),
    ...(hasReactions(context)
      ? [
          ...watchedFunction(`${name}-queue`, named.consumer(name), consumerSeconds),
          ...watchedQueue(name, named.queue(name), named.deadQueue(name)),
        ]
      : []),
    ...context.alarms.map(({ metric, over, minutes, runbook }) => ({
      id: `${name}-${metric}`,
      namespace: metricsNamespace,
      metric,
      dimensions: { service: name },
      statistic: "Sum" as const,
      over,
      minutes,
      runbook,
    })),
  ];
}

function watchedFunction(id: string, name: string, timeoutSeconds: number): Watched[] {
  return [
    {
      ...ofFunction(`${id}-Errors`, name),
      metric: "Errors",
      runbook:
        "The function crashed or ran out of time: its log says why. Refusals and handled failures do not count here.",
    },
    {
      ...ofFunction(`${id}-Throttles`, name),
      metric: "Throttles",
      runbook: "The account's concurrency is used up: ask AWS for more, or find who uses it.",
    },
    {
      ...ofFunction(`${id}-Duration`, name),
      metric: "Duration",
      statistic: "p99",
      over: timeoutSeconds * 800,
      minutes: 15,
      runbook:
        "One call in a hundred needs more than four fifths of its time: look for what got slow before it fails.",
    },
  ];
}

function ofFunction(id: string, name: string): Omit<Watched, "metric" | "runbook"> {
  return {
    id,
    namespace: "AWS/Lambda",
    dimensions: { FunctionName: name },
    statistic: "Sum",
    over: 0,
    minutes: 5,
  };
}

function watchedQueue(id: string, queue: string, dead: string): Watched[] {
  const shared = { namespace: "AWS/SQS", statistic: "Maximum" as const, minutes: 5 };
  return [
    {
      ...shared,
      id: `${id}-Age`,
      metric: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: queue },
      over: 600,
      runbook: "Messages wait for ten minutes: the consumer is too slow, throttled or failing.",
    },
    {
      ...shared,
      id: `${id}-Dead`,
      metric: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: dead },
      over: 0,
      runbook:
        "A message was given up. Read its cause, repair it, redrive the queue; nothing is lost for fourteen days.",
    },
  ];
}

function watchedTable(table: string): Watched[] {
  return ["ReadThrottleEvents", "WriteThrottleEvents"].map((metric) => ({
    id: `table-${metric}`,
    namespace: "AWS/DynamoDB",
    metric,
    dimensions: { TableName: table },
    statistic: "Sum" as const,
    over: 0,
    minutes: 5,
    runbook: "The table refuses work: a partition is too hot, or the stage's maximum is reached.",
  }));
}
