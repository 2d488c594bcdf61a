import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import { PlatformFunction } from "./platform-function.ts";

export const rotationSeconds = 60;

/**
 * What CloudFront says to the API and nobody else knows. It has the same name in the region of the functions,
 * as a replica. Everything in it is accepted; CloudFront sends `current`.
 */
export class OriginSecret extends Construct {
  readonly secret: secrets.Secret;

  constructor(scope: Construct, { stage, settings }: Deployment) {
    super(scope, "OriginSecret");
    this.secret = new secrets.Secret(this, "Secret", {
      secretName: names(stage).edgeSecret,
      replicaRegions: [{ region: settings.region }],
      generateSecretString: {
        secretStringTemplate: "{}",
        generateStringKey: "current",
        passwordLength: 48,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Every thirty days. A value is accepted for a whole month before CloudFront begins to send it. */
  rotateFor(deployment: Deployment, distribution: cloudfront.Distribution): void {
    const { function: rotation } = new PlatformFunction(this, "Rotation", {
      // Runs on the SDK that the runtime brings: our own bundles carry no CloudFront client.
      deployment: { ...deployment, code: () => lambda.Code.fromAsset(`${import.meta.dirname}/rotation`) },
      name: names(deployment.stage).rotation,
      description: "Rotates the secret between CloudFront and the API.",
      entry: "rotation",
      handler: "rotate",
      timeoutSeconds: rotationSeconds,
      environment: { DISTRIBUTION_ID: distribution.distributionId },
      allow: rotationStatements(this, this.secret, distribution),
    });
    this.secret.addRotationSchedule("Monthly", {
      rotationLambda: rotation,
      automaticallyAfter: Duration.days(30),
    });
  }
}

function rotationStatements(
  scope: Construct,
  secret: secrets.Secret,
  distribution: cloudfront.Distribution,
): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: "Secret",
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      resources: [secret.secretArn],
    }),
    new iam.PolicyStatement({
      sid: "Header",
      actions: ["cloudfront:GetDistributionConfig", "cloudfront:UpdateDistribution"],
      resources: [
        Stack.of(scope).formatArn({
          service: "cloudfront",
          region: "",
          resource: "distribution",
          resourceName: distribution.distributionId,
        }),
      ],
    }),
  ];
}
