import { Duration, Stack } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { alarmTopic } from "./alarm-topic.ts";
import { budget } from "./budget.ts";
import { dashboard } from "./dashboard.ts";
import { contextsOf, type Deployment } from "./deployment.ts";
import { names, stackName } from "./names.ts";
import { published } from "./parameters.ts";
import type { StageSettings } from "./stages.ts";
import { type Watched, watched } from "./watched.ts";

/** Who is told when something is wrong, and what they look at. For AWS only: the local cloud has nobody on call. */
export class OpsStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, ops: NonNullable<StageSettings["ops"]>) {
    const { stage, settings } = deployment;
    super(scope, "Ops", { stackName: stackName(stage, "ops"), env: { region: settings.region } });
    const topicArn = alarmTopic(this, deployment, ops.email);
    const everything = [
      ...watched(stage, contextsOf(deployment)),
      ...watchedApi(published(this, stage, "api-id")),
    ];
    for (const each of everything) alarm(this, deployment, each, topicArn);
    dashboard(this, deployment, everything);
    budget(this, deployment, ops);
  }
}

function alarm(scope: Construct, { stage }: Deployment, each: Watched, topicArn: string): void {
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

function watchedApi(apiId: string): Watched[] {
  return [
    {
      id: "api-5xx",
      namespace: "AWS/ApiGateway",
      metric: "5xx",
      dimensions: { ApiId: apiId },
      statistic: "Sum",
      over: 5,
      minutes: 5,
      runbook: "Callers hear that we failed. The access log names the route, its function's log the reason.",
    },
  ];
}
