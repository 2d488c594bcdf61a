import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import * as s3 from "aws-cdk-lib/aws-s3";
import type * as secrets from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";

type Props = {
  readonly deployment: Deployment;
  readonly apiDomain: string;
  readonly secret: secrets.Secret;
  readonly webAclArn: string;
  /** Path patterns of public reads. */
  readonly cached: readonly string[];
};

/** The public address. It tells the API by a secret header that a call came through it, and who the client is. */
export class Distribution extends Construct {
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, { deployment, apiDomain, secret, webAclArn, cached }: Props) {
    super(scope, "Distribution");
    const origin = new HttpOrigin(apiDomain, {
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      // A reference that CloudFormation resolves: the secret itself is in no template.
      customHeaders: { "x-origin-verify": secret.secretValueFromJson("current").unsafeUnwrap() },
    });
    const shared = {
      origin,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      originRequestPolicy: handedOn(this, deployment),
      responseHeadersPolicy: securityHeaders(this, deployment),
    };
    const publicReads = {
      ...shared,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: publicPolicy(this, deployment),
    };
    this.distribution = new cloudfront.Distribution(this, "Distribution", {
      comment: names(deployment.stage).prefix,
      defaultBehavior: {
        ...shared,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        cachePolicy: privatePolicy(this, deployment),
      },
      additionalBehaviors: Object.fromEntries(cached.map((path) => [path, publicReads])),
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: webAclArn,
      logBucket: logBucket(this, deployment),
    });
    acknowledge(this.distribution, {
      "AwsSolutions-CFR1": "Dealers sell wherever their customers are.",
      "AwsSolutions-CFR4":
        "The default certificate of CloudFront fixes the policy; with a domain of its own the stage gets TLS 1.2.",
    });
  }
}

/**
 * Nothing here is served from the cache: the key holds the caller's token, and a second is the least that lets it.
 * The token is in the key because CloudFront hands it on in no other way; the rest is what CORS asks by.
 */
function privatePolicy(scope: Construct, { stage }: Deployment): cloudfront.CachePolicy {
  return new cloudfront.CachePolicy(scope, "Private", {
    cachePolicyName: `${names(stage).prefix}-private`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.seconds(1),
    headerBehavior: cloudfront.CacheHeaderBehavior.allowList(...keyHeaders),
    queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    cookieBehavior: cloudfront.CacheCookieBehavior.all(),
  });
}

/**
 * What our code reads, by name: the host's own name must not be among it, which API Gateway refuses, and CloudFront
 * adds the client's address only to named headers. AWS allows ten.
 */
function handedOn(scope: Construct, { stage }: Deployment): cloudfront.OriginRequestPolicy {
  return new cloudfront.OriginRequestPolicy(scope, "HandedOn", {
    originRequestPolicyName: names(stage).prefix,
    headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList(...originHeaders),
    queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
    cookieBehavior: cloudfront.OriginRequestCookieBehavior.all(),
  });
}

const keyHeaders = [
  "Authorization",
  "Origin",
  "Access-Control-Request-Method",
  "Access-Control-Request-Headers",
];
const originHeaders = [
  "CloudFront-Viewer-Address",
  "Content-Type",
  "Accept-Language",
  "If-Match",
  "If-None-Match",
  "Idempotency-Key",
  "Webhook-Id",
  "Webhook-Timestamp",
  "Webhook-Signature",
];

/** The request headers that reach our code. */
export const forwardedHeaders: readonly string[] = [...keyHeaders, ...originHeaders];

/** As long as the answer itself says, and not at all when it says nothing. */
function publicPolicy(scope: Construct, { stage }: Deployment): cloudfront.CachePolicy {
  return new cloudfront.CachePolicy(scope, "Public", {
    cachePolicyName: `${names(stage).prefix}-public`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.minutes(5),
    headerBehavior: cloudfront.CacheHeaderBehavior.allowList("Accept-Language", "Origin"),
    queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  });
}

function securityHeaders(scope: Construct, { stage }: Deployment): cloudfront.ResponseHeadersPolicy {
  return new cloudfront.ResponseHeadersPolicy(scope, "SecurityHeaders", {
    responseHeadersPolicyName: names(stage).prefix,
    securityHeadersBehavior: {
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
      referrerPolicy: {
        referrerPolicy: cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
        override: true,
      },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override: true,
      },
    },
  });
}

function logBucket(scope: Construct, { settings }: Deployment): s3.Bucket {
  const bucket = new s3.Bucket(scope, "Logs", {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    // CloudFront's standard logs are delivered by access control list.
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(90) }],
    removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  acknowledge(bucket, { "AwsSolutions-S1": "It holds access logs; logging those would never end." });
  return bucket;
}
