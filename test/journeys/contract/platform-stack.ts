import { CfnOutput, Stack } from "aws-cdk-lib";
import * as api from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import type { Construct } from "constructs";
import type { Code } from "./data-stack.ts";

/** HTTP API and JWT authorizer of the contract app: it learns the pool's generated ids by SSM parameter. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, code: Code) {
    super(scope, id);
    const pool = StringParameter.valueForStringParameter(this, "/contract/pool");
    const client = StringParameter.valueForStringParameter(this, "/contract/client");
    const echo = new lambda.Function(this, "echo", {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: "index.handler",
      code: lambda.Code.fromAsset(code["echo"] ?? ""),
      environment: { POOL: pool, EDITION: process.argv[3] ?? "first" },
    });
    const http = new api.HttpApi(this, "Api", { apiName: "contract" });
    const integration = new HttpLambdaIntegration("Echo", echo);
    // The provider URL of a pool fails here (local-cloud.md): the issuer is region and pool id.
    const issuer = `https://cognito-idp.${this.region}.amazonaws.com/${pool}`;
    const authorizer = new HttpJwtAuthorizer("Jwt", issuer, { jwtAudience: [client] });
    http.addRoutes({ path: "/v1/things/{thing}", methods: [api.HttpMethod.GET], integration });
    http.addRoutes({ path: "/v1/{proxy+}", methods: [api.HttpMethod.ANY], integration });
    new api.HttpRoute(this, "Default", { httpApi: http, routeKey: api.HttpRouteKey.DEFAULT, integration });
    http.addRoutes({ path: "/locked", methods: [api.HttpMethod.GET], integration, authorizer });
    const scoped = { authorizer, authorizationScopes: ["contract/write"] };
    http.addRoutes({ path: "/scoped", methods: [api.HttpMethod.GET], integration, ...scoped });
    new CfnOutput(this, "ApiId", { value: http.apiId });
    new CfnOutput(this, "ApiUrl", { value: http.apiEndpoint });
  }
}
