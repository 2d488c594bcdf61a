import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { alarm } from "./alarm.ts";
import { alarmTopic } from "./alarm-topic.ts";
import { budget } from "./budget.ts";
import { dashboard } from "./dashboard.ts";
import { contextsOf, type Deployment } from "./deployment.ts";
import { stackName } from "./names.ts";
import { published } from "./parameters.ts";
import type { StageSettings } from "./stages.ts";
import { type Watched, watched } from "./watched.ts";

/** Who is told when something is wrong, and what they look at. For AWS only: the local cloud has nobody on call. */
export class OpsStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, ops: NonNullable<StageSettings["ops"]>) {
    const { stage, settings } = deployment;
    super(scope, "Ops", { stackName: stackName(stage, "ops"), env: { region: settings.region } });
    const topicArn = alarmTopic(this, deployment, ops.email, [
      "cloudwatch.amazonaws.com",
      "budgets.amazonaws.com",
    ]);
    const everything = [
      ...watched(stage, contextsOf(deployment)),
      ...watchedApi(published(this, stage, "api-id")),
    ];
    for (const each of everything) alarm(this, deployment, each, topicArn);
    dashboard(this, deployment, everything);
    budget(this, deployment, ops);
  }
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
