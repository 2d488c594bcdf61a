import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import type { Watched } from "./watched.ts";

/** Sounds when something watched is over its limit, and when it is not any more. */
export function alarm(scope: Construct, { stage }: Deployment, each: Watched, topicArn: string): void {
  new cloudwatch.CfnAlarm(scope, each.id, {
    alarmName: `${names(stage).prefix}-${each.id}`,
    alarmDescription: each.runbook,
    namespace: each.namespace,
    metricName: each.metric,
    dimensions: Object.entries(each.dimensions).map(([name, value]) => ({ name, value })),
    ...(each.statistic === "p99" ? { extendedStatistic: "p99" } : { statistic: each.statistic }),
    period: Duration.minutes(each.minutes).toSeconds(),
    evaluationPeriods: 1,
    threshold: each.over,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    alarmActions: [topicArn],
    okActions: [topicArn],
  });
}
