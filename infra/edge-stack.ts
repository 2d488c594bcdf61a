import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { alarm } from "./alarm.ts";
import { alarmTopic } from "./alarm-topic.ts";
import { cachedPaths } from "./cached-paths.ts";
import { contextsOf, type Deployment } from "./deployment.ts";
import { Distribution } from "./distribution.ts";
import { homeParameter } from "./home-parameter.ts";
import { stackName } from "./names.ts";
import { OriginSecret } from "./origin-secret.ts";
import { pagePaths } from "./page-paths.ts";
import type { StageSettings } from "./stages.ts";
import { watchedEdge } from "./watched.ts";
import { webAcl } from "./web-acl.ts";

/**
 * CloudFront and WAF before the API. It is in us-east-1 because AWS takes a firewall of CloudFront only from there,
 * and it is for AWS only: the local cloud serves no CloudFront.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, edge: NonNullable<StageSettings["edge"]>) {
    const { stage, settings } = deployment;
    super(scope, "Edge", {
      stackName: stackName(stage, "edge"),
      env: { region: "us-east-1" },
      terminationProtection: settings.keepsData,
    });
    const secret = new OriginSecret(this, deployment);
    const apiId = homeParameter(this, deployment, "api-id");
    const { distribution } = new Distribution(this, {
      deployment,
      domain: edge.domain,
      apiDomain: `${apiId}.execute-api.${settings.region}.amazonaws.com`,
      secret: secret.secret,
      webAclArn: webAcl(this, deployment, edge.requestsPerFiveMinutes),
      cached: cachedPaths(contextsOf(deployment)),
      pages: contextsOf(deployment).some(({ pages }) => pages) ? pagePaths() : [],
    });
    secret.rotateFor(deployment, distribution);
    if (settings.ops) {
      const topicArn = alarmTopic(this, deployment, settings.ops.email, ["cloudwatch.amazonaws.com"]);
      for (const each of watchedEdge(stage, distribution.distributionId))
        alarm(this, deployment, each, topicArn);
    }
    new CfnOutput(this, "PublicUrl", { value: `https://${edge.domain}` });
    new CfnOutput(this, "DomainTarget", {
      value: distribution.distributionDomainName,
      description: `What the DNS record of ${edge.domain} must lead to (CNAME or ALIAS).`,
    });
  }
}
