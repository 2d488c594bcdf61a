import { RemovalPolicy } from "aws-cdk-lib";
import * as api from "aws-cdk-lib/aws-apigatewayv2";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Deployment } from "./deployment.ts";
import { issuer } from "./environment.ts";
import { names } from "./names.ts";
import { published } from "./parameters.ts";

/** The one front door. Its routes come from the contexts' stacks; it knows only who can be who. */
export class HttpApi extends Construct {
  readonly id: string;
  readonly url: string;
  readonly staffAuthorizerId: string;
  readonly customerAuthorizerId: string;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Api");
    const { stage, settings } = deployment;
    const door = new api.CfnApi(this, "Api", {
      name: names(stage).prefix,
      protocolType: "HTTP",
      corsConfiguration: cors(settings.origins),
    });
    this.id = door.ref;
    this.url = door.attrApiEndpoint;
    servedStage(this, deployment, door.ref);
    this.staffAuthorizerId = authorizer(this, deployment, door.ref, "staff");
    this.customerAuthorizerId = authorizer(this, deployment, door.ref, "customer");
  }
}

function cors(origins: readonly string[]): api.CfnApi.CorsProperty {
  return {
    allowOrigins: [...origins],
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"],
    exposeHeaders: ["etag", "idempotency-replayed", "retry-after", "x-request-id"],
    maxAge: 86_400,
  };
}

function servedStage(scope: Construct, { stage, settings }: Deployment, apiId: string): void {
  const log = new logs.LogGroup(scope, "Access", {
    // Under this prefix the resource policy that lets API Gateway write does not grow with every log group.
    logGroupName: `/aws/vendedlogs/${names(stage).prefix}-api`,
    retention: settings.logDays,
    removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  new api.CfnStage(scope, "Stage", {
    apiId,
    stageName: "$default",
    autoDeploy: true,
    accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(accessLine) },
    defaultRouteSettings: {
      throttlingRateLimit: settings.throttle.rate,
      throttlingBurstLimit: settings.throttle.burst,
      detailedMetricsEnabled: true,
    },
  });
}

/** No path and no query: they may carry what is personal. The route says which door it was. */
const accessLine = {
  requestId: "$context.requestId",
  at: "$context.requestTime",
  route: "$context.routeKey",
  status: "$context.status",
  milliseconds: "$context.responseLatency",
  integrationMilliseconds: "$context.integrationLatency",
  bytes: "$context.responseLength",
  refused: "$context.authorizer.error",
  failed: "$context.integrationErrorMessage",
};

function authorizer(
  scope: Construct,
  { stage }: Deployment,
  apiId: string,
  people: "staff" | "customer",
): string {
  return new api.CfnAuthorizer(scope, `${people}-authorizer`, {
    apiId,
    name: people,
    authorizerType: "JWT",
    identitySource: ["$request.header.Authorization"],
    jwtConfiguration: {
      issuer: issuer(scope, published(scope, stage, `${people}-pool-id`)),
      audience: [published(scope, stage, `${people}-client-id`)],
    },
  }).ref;
}
