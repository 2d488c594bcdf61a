import { RemovalPolicy } from "aws-cdk-lib";
import * as logs from "aws-cdk-lib/aws-logs";
import * as waf from "aws-cdk-lib/aws-wafv2";
import type { Construct } from "constructs";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";

/** The firewall: AWS's lists of known attacks, and a limit per address, which is what limits reads. */
export function webAcl(scope: Construct, { stage, settings }: Deployment, perFiveMinutes: number): string {
  const { prefix } = names(stage);
  const acl = new waf.CfnWebACL(scope, "WebAcl", {
    name: prefix,
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    visibilityConfig: visible(prefix),
    rules: [rateRule(perFiveMinutes), ...lists.map((list, index) => managedRule(list, index + 1))],
  });
  const log = new logs.LogGroup(scope, "WebAclLogs", {
    // WAF writes only to groups of this prefix.
    logGroupName: `aws-waf-logs-${prefix}`,
    retention: settings.logDays,
    removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  new waf.CfnLoggingConfiguration(scope, "WebAclLogging", {
    resourceArn: acl.attrArn,
    logDestinationConfigs: [log.logGroupArn],
    redactedFields: [
      { singleHeader: { Name: "authorization" } },
      { singleHeader: { Name: "cookie" } },
      { queryString: {} },
    ],
    loggingFilter: {
      DefaultBehavior: "DROP",
      Filters: [
        {
          Behavior: "KEEP",
          Requirement: "MEETS_ANY",
          Conditions: [{ ActionCondition: { Action: "BLOCK" } }],
        },
      ],
    },
  });
  return acl.attrArn;
}

const lists = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
];

function rateRule(limit: number): waf.CfnWebACL.RuleProperty {
  return {
    name: "rate-per-address",
    priority: 0,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement: { aggregateKeyType: "IP", limit, evaluationWindowSec: 300 } },
    visibilityConfig: visible("rate-per-address"),
  };
}

function managedRule(name: string, priority: number): waf.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: { vendorName: "AWS", name, ruleActionOverrides: overrides(name) },
    },
    visibilityConfig: visible(name),
  };
}

/** Our bodies have their own limit and are larger than the list's 8 KB: an import, a contract, a long message. */
function overrides(name: string): waf.CfnWebACL.RuleActionOverrideProperty[] | undefined {
  if (name !== "AWSManagedRulesCommonRuleSet") return undefined;
  return [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }];
}

function visible(metricName: string): waf.CfnWebACL.VisibilityConfigProperty {
  return { metricName, sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true };
}
