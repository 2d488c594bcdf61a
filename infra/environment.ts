import { Aws, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Context, Use } from "#shared/context";
import type { Deployment } from "./deployment.ts";
import { names } from "./names.ts";
import { type Parameter, published } from "./parameters.ts";
import { publicUrl } from "./stages.ts";

/** The settings `config()` finds in a function of a context, which uses other services as its manifest says. */
export function contextEnvironment(
  scope: Construct,
  deployment: Deployment,
  context: Context,
  uses: readonly Use[],
): Record<string, string> {
  const id = (name: Parameter): string => published(scope, deployment.stage, name);
  return {
    ...tableEnvironment(deployment),
    BUS_NAME: names(deployment.stage).bus,
    ROOT_SECRET_ARN: id("root-secret-arn"),
    STAFF_POOL_ID: id("staff-pool-id"),
    STAFF_CLIENT_ID: id("staff-client-id"),
    STAFF_ISSUER: issuer(scope, id("staff-pool-id")),
    CUSTOMER_POOL_ID: id("customer-pool-id"),
    CUSTOMER_CLIENT_ID: id("customer-client-id"),
    CUSTOMER_ISSUER: issuer(scope, id("customer-pool-id")),
    MAIL_FROM: deployment.settings.mailFrom,
    LIMIT_SCALE: String(deployment.settings.limitScale),
    ...(uses.includes("api-url") ? { API_ID: id("api-id") } : {}),
    ...signInPages(scope, deployment, context),
    ...(publicUrl(deployment.settings) ? { PUBLIC_URL: publicUrl(deployment.settings) } : {}),
    ...(deployment.settings.edge ? { ORIGIN_SECRET_ARN: names(deployment.stage).edgeSecret } : {}),
  };
}

/** Buyers sign in on Cognito's pages wherever our own may not take passwords. */
function signInPages(
  scope: Construct,
  { stage, settings }: Deployment,
  { pages }: Context,
): Record<string, string> {
  if (!pages || settings.passwordSignIn) return {};
  const prefix = names(stage).signIn("customers", Aws.ACCOUNT_ID);
  return { SIGN_IN_URL: `https://${prefix}.auth.${Stack.of(scope).region}.amazoncognito.com` };
}

export function tableEnvironment({ stage }: Pick<Deployment, "stage">): Record<string, string> {
  return { TABLE_NAME: names(stage).table };
}

/** The pool's own attribute is not known to every CloudFormation, and this is what it would say. */
export function issuer(scope: Construct, poolId: string): string {
  return `https://cognito-idp.${Stack.of(scope).region}.amazonaws.com/${poolId}`;
}
