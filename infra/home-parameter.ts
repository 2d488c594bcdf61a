import { RemovalPolicy, Stack } from "aws-cdk-lib";
import * as logs from "aws-cdk-lib/aws-logs";
import * as cr from "aws-cdk-lib/custom-resources";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./deployment.ts";
import { type Parameter, parameterName } from "./parameters.ts";

/** Reads at each deployment what a stack of the stage's own region published: CloudFormation itself looks only in its own. */
export function homeParameter(
  scope: Construct,
  { stage, settings, release }: Deployment,
  name: Parameter,
): string {
  const { region } = settings;
  const parameter = parameterName(stage, name);
  const arn = Stack.of(scope).formatArn({
    service: "ssm",
    region,
    resource: "parameter",
    resourceName: parameter.slice(1),
  });
  const call = {
    service: "SSM",
    action: "getParameter",
    parameters: { Name: parameter },
    region,
    // A new id per release: the resource then counts as changed and is read again.
    physicalResourceId: cr.PhysicalResourceId.of(`${parameter}@${release}`),
  };
  const reader = new cr.AwsCustomResource(scope, `Home-${name}`, {
    onUpdate: call,
    policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: [arn] }),
    installLatestAwsSdk: false,
    logGroup: new logs.LogGroup(scope, `Home-${name}-Logs`, {
      retention: settings.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
  acknowledgeKit(scope);
  return reader.getResponseField("Parameter.Value");
}

function acknowledgeKit(scope: Construct): void {
  const kit =
    "The kit's own function; it runs during a deployment and nowhere else, and a failure fails the deployment.";
  const provider = Stack.of(scope).node.children.find(({ node }) =>
    node.id.startsWith("AWS679f53fac002430cb0da5b7982bd2287"),
  );
  if (provider)
    acknowledge(provider, {
      "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]":
        kit,
      "AwsSolutions-L1": kit,
      "Serverless-LambdaLatestVersion": kit,
      "Serverless-LambdaTracing": kit,
      "Serverless-LambdaDLQ": kit,
      "Serverless-LambdaAsyncFailureDestination": kit,
      "Serverless-LambdaDefaultMemorySize": kit,
    });
}
