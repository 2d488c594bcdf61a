import { Stack } from "aws-cdk-lib";
import * as api from "aws-cdk-lib/aws-apigatewayv2";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Context } from "#shared/context";
import type { Who } from "#shared/http";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./deployment.ts";
import { contextEnvironment } from "./environment.ts";
import { tableStatements } from "./grants.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";
import { PlatformFunction } from "./platform-function.ts";
import { sendStatement } from "./queue-consumer.ts";
import { originSecret, useStatements } from "./uses.ts";

/** Longer than any answer should take, shorter than the gateway's own 30. */
export const apiSeconds = 10;

/**
 * The routes of a context and the one function that answers them. A further route is one further resource.
 * `queue` is the context's own: signals that may be lost go there without an event.
 */
export class ContextApi extends Construct {
  constructor(scope: Construct, deployment: Deployment, context: Context, queue?: sqs.Queue) {
    super(scope, "Routes");
    const { stage } = deployment;
    const keyArn = published(this, stage, "table-key-arn");
    const own = context.uses.includes("own-queue") ? queue : undefined;
    const { function: answering } = new PlatformFunction(this, "Api", {
      deployment,
      name: names(stage).api(context.name),
      description: `Routes of ${context.name}: ${context.summary}`,
      entry: context.name,
      handler: "api",
      timeoutSeconds: apiSeconds,
      environment: {
        ...contextEnvironment(this, deployment, context, context.uses),
        ...(own ? { QUEUE_URL: own.queueUrl } : {}),
      },
      allow: [
        ...tableStatements(context, { scope: this, stage, keyArn }),
        ...useStatements(this, deployment, context.uses),
        ...originSecret(this, deployment),
        ...(own ? [sendStatement(own)] : []),
      ],
    });
    const target = integration(this, published(this, stage, "api-id"), answering);
    for (const [routeKey, { who }] of Object.entries(context.routes))
      addRoute(this, deployment, { routeKey, who, target });
    if (context.pages) addRoute(this, deployment, { routeKey: "$default", who: "anyone", target });
  }
}

function integration(scope: Construct, apiId: string, answering: lambda.Function): string {
  const made = new api.CfnIntegration(scope, "Integration", {
    apiId,
    integrationType: "AWS_PROXY",
    integrationUri: answering.functionArn,
    payloadFormatVersion: "2.0",
  });
  new lambda.CfnPermission(scope, "FromApi", {
    action: "lambda:InvokeFunction",
    functionName: answering.functionName,
    principal: "apigateway.amazonaws.com",
    sourceArn: Stack.of(scope).formatArn({ service: "execute-api", resource: apiId, resourceName: "*" }),
  });
  return `integrations/${made.ref}`;
}

function addRoute(
  scope: Construct,
  { stage }: Deployment,
  { routeKey, who, target }: { routeKey: string; who: Who; target: string },
): void {
  const apiId = published(scope, stage, "api-id");
  const people = peopleOf(who);
  const lock = people
    ? { authorizationType: "JWT", authorizerId: published(scope, stage, `${people}-authorizer-id`) }
    : { authorizationType: "NONE" };
  const route = new api.CfnRoute(scope, routeKey.replaceAll("/", "."), { apiId, routeKey, target, ...lock });
  if (!people) acknowledge(route, { "AwsSolutions-APIG4": unlocked[who as keyof typeof unlocked] });
}

/** Whose pool the gateway asks for a token of: the first lock, before our own code looks again. */
export function peopleOf(who: Who): "staff" | "customer" | undefined {
  if (who === "customer") return "customer";
  return who in unlocked ? undefined : "staff";
}

const unlocked = {
  anyone: "The route is public.",
  member:
    "The route is for people of both pools, which one authoriser cannot check: our own code verifies the token.",
  provider: "The caller signs what it sends; the handler verifies the signature.",
};
