import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./deployment.ts";

/** Where the metrics of our own code are. */
export const metricsNamespace = "Forecourt";

type Props = {
  readonly deployment: Deployment;
  readonly name: string;
  readonly description: string;
  /** The entry whose bundle it runs, and the exported handler. */
  readonly entry: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly allow: readonly iam.PolicyStatement[];
};

/** Every default of every function, in one place: runtime, memory, tracing, logs, and a role of its own. */
export class PlatformFunction extends Construct {
  readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { settings } = props.deployment;
    const logGroup = new logs.LogGroup(this, "Logs", {
      logGroupName: `/aws/lambda/${props.name}`,
      retention: settings.logDays,
      removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.function = new lambda.Function(this, "Function", {
      functionName: props.name,
      description: props.description.slice(0, 256),
      code: props.deployment.code(props.entry),
      handler: `index.${props.handler}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: settings.functionMegabytes,
      timeout: Duration.seconds(props.timeoutSeconds),
      tracing: lambda.Tracing.ACTIVE,
      logGroup,
      environment: { ...identity(props), ...props.environment },
      // The role is complete below: what the kit would add to it would be broader than we want.
      role: role(this, logGroup, props.allow).withoutPolicyUpdates(),
    });
    acknowledge(this, reasons);
  }
}

/** A context's functions share one service name, so that a metric of the context is one metric. */
function identity({ deployment, entry }: Props): Record<string, string> {
  return {
    STAGE: deployment.stage,
    RELEASE: deployment.release,
    POWERTOOLS_SERVICE_NAME: entry,
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
  };
}

function role(scope: Construct, logGroup: logs.LogGroup, allow: readonly iam.PolicyStatement[]): iam.Role {
  return new iam.Role(scope, "Role", {
    assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: {
      function: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            sid: "Logs",
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: [logGroup.logGroupArn],
          }),
          new iam.PolicyStatement({
            sid: "Traces",
            actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
            resources: ["*"],
          }),
          ...allow,
        ],
      }),
    },
  });
}

const notAsynchronous =
  "Called by API Gateway, Cognito, a queue or the scheduler, each of which keeps what failed by its own means.";

const onlyTraces = "X-Ray has no resources that a policy could name.";

const reasons = {
  "AwsSolutions-IAM5[Resource::*]": onlyTraces,
  "Serverless-LambdaStarPermissions": onlyTraces,
  "Serverless-LambdaDLQ": notAsynchronous,
  "Serverless-LambdaAsyncFailureDestination": notAsynchronous,
};
