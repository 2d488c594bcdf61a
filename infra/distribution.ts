import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as acm from "aws-cdk-lib/aws-certificatemanager";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import * as s3 from "aws-cdk-lib/aws-s3";
import type * as secrets from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import {
  assetPolicy,
  handedOn,
  handedToPages,
  pagePolicies,
  privatePolicy,
  publicPolicy,
} from "./cache-policies.ts";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import type { PagePath } from "./page-paths.ts";
import { viewerHost } from "./viewer-host.ts";

type Props = {
  readonly deployment: Deployment;
  readonly domain: string;
  readonly apiDomain: string;
  readonly secret: secrets.Secret;
  readonly webAclArn: string;
  /** Path patterns of public reads. */
  readonly cached: readonly string[];
  readonly pages: readonly PagePath[];
};

/** The public address. It tells the API by headers that a call came through it, who the client is and whom they asked. */
export class Distribution extends Construct {
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, props: Props) {
    super(scope, "Distribution");
    const { deployment, domain } = props;
    this.distribution = new cloudfront.Distribution(this, "Distribution", {
      comment: names(deployment.stage).prefix,
      domainNames: [domain],
      // A deployment waits here until the record that AWS asks for is in the domain's DNS.
      certificate: new acm.Certificate(this, "Certificate", {
        domainName: domain,
        validation: acm.CertificateValidation.fromDns(),
      }),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      ...behaviours(this, props),
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: props.webAclArn,
      logBucket: logBucket(this, deployment),
    });
    acknowledge(this.distribution, { "AwsSolutions-CFR1": "Dealers sell wherever their customers are." });
  }
}

/** In the order in which CloudFront tries them: what is not listed is somebody's own. */
function behaviours(
  scope: Construct,
  { deployment, apiDomain, secret, cached, pages }: Props,
): Pick<cloudfront.DistributionProps, "defaultBehavior" | "additionalBehaviors"> {
  const every = {
    origin: new HttpOrigin(apiDomain, {
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      // A reference that CloudFormation resolves: the secret itself is in no template.
      customHeaders: { "x-origin-verify": secret.secretValueFromJson("current").unsafeUnwrap() },
    }),
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: securityHeaders(scope, deployment),
    allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
    functionAssociations: [tellingHost(scope, deployment)],
  };
  const asked = { ...every, originRequestPolicy: handedOn(scope, deployment) };
  const own = { ...asked, cachePolicy: privatePolicy(scope, deployment) };
  const read = { ...asked, cachePolicy: publicPolicy(scope, deployment) };
  const forAll = {
    ...every,
    originRequestPolicy: handedToPages(scope, deployment),
    allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
  };
  const policyOf = pagePolicies(scope, deployment);
  return {
    defaultBehavior: own,
    additionalBehaviors: {
      ...Object.fromEntries(cached.map((path) => [path, read])),
      "/assets/*": { ...forAll, cachePolicy: assetPolicy(scope, deployment) },
      ...Object.fromEntries(
        pages.map(({ pattern, kept }) => [pattern, kept ? { ...forAll, cachePolicy: policyOf(kept) } : own]),
      ),
    },
  };
}

function tellingHost(scope: Construct, { stage }: Deployment): cloudfront.FunctionAssociation {
  return {
    eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
    function: new cloudfront.Function(scope, "ViewerHost", {
      functionName: `${names(stage).prefix}-viewer-host`,
      comment: "Tells the API which host the reader asked for.",
      code: cloudfront.FunctionCode.fromInline(viewerHost),
      runtime: cloudfront.FunctionRuntime.JS_2_0,
    }),
  };
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
