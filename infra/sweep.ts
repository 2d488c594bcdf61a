import { Aws, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { contextsOf, type Deployment } from "./deployment.ts";
import { hasCommands } from "./entries.ts";
import { tableEnvironment } from "./environment.ts";
import { timerStatements } from "./grants.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";
import { PlatformFunction } from "./platform-function.ts";

/** Once a minute, everything that is due goes to the queue of the context it is addressed to. */
export class Sweep extends Construct {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Sweep");
    const { prefix, sweep } = names(deployment.stage);
    const keyArn = published(this, deployment.stage, "table-key-arn");
    const { function: target } = new PlatformFunction(this, "Sweep", {
      deployment,
      name: sweep,
      description: "Sends what is due to the queue of its context.",
      entry: "sweep",
      handler: "sweep",
      timeoutSeconds: 50,
      environment: { ...tableEnvironment(deployment), QUEUE_NAME_PREFIX: `${prefix}-` },
      allow: [
        ...timerStatements({ scope: this, stage: deployment.stage, keyArn }),
        ...toQueues(this, deployment),
      ],
    });
    everyMinute(this, target.functionArn, sweep);
  }
}

/** The queues of the contexts that have commands: one that is due is addressed to one of them. */
function toQueues(scope: Construct, deployment: Deployment): iam.PolicyStatement[] {
  const queues = contextsOf(deployment)
    .filter(hasCommands)
    .map(({ name }) => names(deployment.stage).queue(name));
  if (queues.length === 0) return [];
  return [
    new iam.PolicyStatement({
      sid: "ToQueues",
      actions: ["sqs:GetQueueUrl", "sqs:SendMessage"],
      resources: queues.map((resource) => Stack.of(scope).formatArn({ service: "sqs", resource })),
    }),
  ];
}

function everyMinute(scope: Construct, functionArn: string, name: string): void {
  const role = new iam.Role(scope, "ScheduleRole", {
    assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com", {
      // Only schedules of this account may put it on.
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      invoke: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [functionArn] }),
        ],
      }),
    },
  });
  new scheduler.CfnSchedule(scope, "EveryMinute", {
    name,
    scheduleExpression: "rate(1 minute)",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: functionArn,
      roleArn: role.roleArn,
      // The next minute takes what this one did not: a missed sweep is not worth repeating.
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  });
}
