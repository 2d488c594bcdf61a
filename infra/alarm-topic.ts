import { RemovalPolicy, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";

type Speaker = "cloudwatch.amazonaws.com" | "budgets.amazonaws.com";

/**
 * Where alarms go. The key is ours because CloudWatch may not use the AWS managed one, and would drop alarms silently.
 * Only the services named may speak, and only for this account: anybody else's alarm is not ours to be woken by.
 */
export function alarmTopic(
  scope: Construct,
  { stage }: Deployment,
  email: string,
  speakers: readonly Speaker[],
): string {
  const heard = {
    principals: speakers.map((service) => new iam.ServicePrincipal(service)),
    conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
  };
  const key = new kms.Key(scope, "TopicKey", {
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      ...heard,
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
    }),
  );
  const topic = new sns.Topic(scope, "Topic", {
    topicName: `${names(stage).prefix}-alarms`,
    masterKey: key,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: "AlarmsMaySound",
      ...heard,
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
    }),
  );
  topic.addSubscription(new EmailSubscription(email));
  acknowledge(topic, {
    "Serverless-SNSRedrivePolicy":
      "An undelivered mail is tried again for days by SNS itself, and the alarm stays red meanwhile.",
  });
  return topic.topicArn;
}
