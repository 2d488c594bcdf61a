import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";
import type { Watched } from "./watched.ts";

/** One page: what callers feel first, then what waits, then what is broken. Its lines are those the alarms watch. */
export function dashboard(scope: Construct, { stage }: Deployment, everything: readonly Watched[]): void {
  const of = (...metrics: string[]): cloudwatch.Metric[] =>
    everything.filter(({ metric }) => metrics.includes(metric)).map(line);
  const api = published(scope, stage, "api-id");
  const requests = (metricName: string, statistic: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: "AWS/ApiGateway",
      metricName,
      statistic,
      dimensionsMap: { ApiId: api },
    });
  new cloudwatch.Dashboard(scope, "Dashboard", {
    dashboardName: names(stage).prefix,
    widgets: [
      [
        graph("Requests", [requests("Count", "Sum"), requests("4xx", "Sum"), requests("5xx", "Sum")]),
        graph("Time to answer", [requests("Latency", "p50"), requests("Latency", "p99")]),
      ],
      [
        graph("Oldest message in each queue", of("ApproximateAgeOfOldestMessage")),
        graph("Events waiting in the stream", of("IteratorAge")),
      ],
      [
        graph("Functions that failed", of("Errors", "Throttles")),
        graph("Messages given up", of("ApproximateNumberOfMessagesVisible")),
      ],
      [graph("Table refuses", of("ReadThrottleEvents", "WriteThrottleEvents"))],
    ],
  });
}

function line({ id, namespace, metric, dimensions, statistic, minutes }: Watched): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace,
    metricName: metric,
    dimensionsMap: dimensions,
    statistic,
    period: Duration.minutes(minutes),
    label: id,
  });
}

function graph(title: string, left: cloudwatch.Metric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: 12 });
}
