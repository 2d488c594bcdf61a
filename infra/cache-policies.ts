import { Duration } from "aws-cdk-lib";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";
import type { Kept } from "#web/storefront/routes";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";

const compressed = { enableAcceptEncodingBrotli: true, enableAcceptEncodingGzip: true };
const viewerHost = "X-Viewer-Host";

/**
 * Nothing here is served from the cache: the key holds the caller's token, and a second is the least that lets it.
 * The token is in the key because CloudFront hands it on in no other way; the rest is what CORS asks by.
 */
export function privatePolicy(scope: Construct, { stage }: Deployment): cloudfront.CachePolicy {
  return new cloudfront.CachePolicy(scope, "Private", {
    cachePolicyName: `${names(stage).prefix}-private`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.seconds(1),
    headerBehavior: cloudfront.CacheHeaderBehavior.allowList(...keyHeaders),
    queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    cookieBehavior: cloudfront.CacheCookieBehavior.all(),
    ...compressed,
  });
}

/** Public reads of the API: as long as the answer itself says, and not at all when it says nothing. */
export function publicPolicy(scope: Construct, { stage }: Deployment): cloudfront.CachePolicy {
  return new cloudfront.CachePolicy(scope, "Public", {
    cachePolicyName: `${names(stage).prefix}-public`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.minutes(5),
    headerBehavior: cloudfront.CacheHeaderBehavior.allowList("Accept-Language", "Origin"),
    queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    ...compressed,
  });
}

/** Files whose names follow from their content: one key for everybody, and as long as they say. */
export function assetPolicy(scope: Construct, { stage }: Deployment): cloudfront.CachePolicy {
  return new cloudfront.CachePolicy(scope, "Assets", {
    cachePolicyName: `${names(stage).prefix}-assets`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(365),
    ...compressed,
  });
}

/**
 * Pages that are alike for everybody, by what they declare: the host, because a page names its own address, and the
 * parameters that make it another page. What is not in the key does not reach the page. AWS allows twenty policies
 * an account, so pages that declare the same share one.
 */
export function pagePolicies(
  scope: Construct,
  { stage }: Deployment,
): (kept: Kept) => cloudfront.CachePolicy {
  const made = new Map<string, cloudfront.CachePolicy>();
  return ({ seconds, query }) => {
    const name = [...(query === "all" ? ["all"] : query), String(seconds)].join("-");
    const policy =
      made.get(name) ??
      new cloudfront.CachePolicy(scope, `Pages-${name}`, {
        cachePolicyName: `${names(stage).prefix}-pages-${name}`,
        minTtl: Duration.seconds(0),
        defaultTtl: Duration.seconds(0),
        maxTtl: Duration.seconds(seconds),
        headerBehavior: cloudfront.CacheHeaderBehavior.allowList(viewerHost),
        queryStringBehavior: queryKey(query),
        cookieBehavior: cloudfront.CacheCookieBehavior.none(),
        ...compressed,
      });
    made.set(name, policy);
    return policy;
  };
}

function queryKey(query: Kept["query"]): cloudfront.CacheQueryStringBehavior {
  if (query === "all") return cloudfront.CacheQueryStringBehavior.all();
  return query.length === 0
    ? cloudfront.CacheQueryStringBehavior.none()
    : cloudfront.CacheQueryStringBehavior.allowList(...query);
}

/**
 * What our code reads, by name: the host's own name must not be among it, which API Gateway refuses, and CloudFront
 * adds the client's address only to named headers. AWS allows ten.
 */
export function handedOn(scope: Construct, { stage }: Deployment): cloudfront.OriginRequestPolicy {
  return new cloudfront.OriginRequestPolicy(scope, "HandedOn", {
    originRequestPolicyName: names(stage).prefix,
    headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList(...originHeaders),
    queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
    cookieBehavior: cloudfront.OriginRequestCookieBehavior.all(),
  });
}

/** What reaches a page beside its key: nothing that could make it another page. */
export function handedToPages(scope: Construct, { stage }: Deployment): cloudfront.OriginRequestPolicy {
  return new cloudfront.OriginRequestPolicy(scope, "HandedToPages", {
    originRequestPolicyName: `${names(stage).prefix}-pages`,
    headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList("CloudFront-Viewer-Address"),
    queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.none(),
    cookieBehavior: cloudfront.OriginRequestCookieBehavior.none(),
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
  viewerHost,
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
