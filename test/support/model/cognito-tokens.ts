import { randomBytes, randomUUID } from "node:crypto";
import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";
import { AwsError } from "./aws-error.ts";
import { sign } from "./cognito-keys.ts";
import type { Context, Grant, Pool, User } from "./cognito-pool.ts";

export type TokenSource = PreTokenGenerationV2TriggerEvent["triggerSource"];
type Claims = Record<string, unknown>;
type Generation = {
  claimsToAddOrOverride?: Claims | undefined;
  claimsToSuppress?: string[] | undefined;
  scopesToAdd?: string[] | undefined;
  scopesToSuppress?: string[] | undefined;
};
type Overrides = PreTokenGenerationV2TriggerEvent["response"]["claimsAndScopeOverrideDetails"];

/** The scope of every sign-in by API. */
const apiScope = "aws.cognito.signin.user.admin";

/** A fresh sign-in: all three tokens. `metadata` reaches the trigger only where Cognito passes it on. */
export async function signIn(context: Context, pool: Pool, user: User, options: SignIn) {
  const now = context.clock.now();
  const expiresAt = now + pool.setting.refreshTokenSeconds * 1000;
  const authTime = Math.floor(now / 1000);
  const grant = {
    username: user.username,
    authTime,
    originJti: randomUUID(),
    expiresAt,
    revoked: false,
  };
  const tokens = await issue(context, pool, user, { ...options, grant });
  const refresh = randomBytes(48).toString("base64url");
  pool.grants.set(refresh, grant);
  return { AuthenticationResult: { ...tokens, RefreshToken: refresh } };
}

type SignIn = { source: TokenSource; metadata?: Record<string, string> | undefined };

/** Access and ID token for a grant, after the pre-token-generation trigger has had its say. */
export async function issue(context: Context, pool: Pool, user: User, options: SignIn & { grant: Grant }) {
  const { clock, region } = context;
  const iat = Math.floor(clock.now() / 1000);
  const { grant } = options;
  const overrides = (await trigger(context, pool, user, options)) ?? {};
  const shared = {
    sub: user.attributes["sub"],
    iss: issuer(region, pool.id),
    origin_jti: grant.originJti,
    event_id: randomUUID(),
    auth_time: grant.authTime,
    iat,
    ...groupClaims(user, overrides),
  };
  const { accessTokenSeconds, idTokenSeconds } = pool.setting;
  const access = {
    ...shared,
    client_id: pool.clientId,
    token_use: "access",
    exp: iat + accessTokenSeconds,
    jti: randomUUID(),
    username: user.username,
  };
  const id = {
    ...shared,
    ...profile(user),
    aud: pool.clientId,
    token_use: "id",
    exp: iat + idTokenSeconds,
    jti: randomUUID(),
    "cognito:username": user.username,
  };
  const scope = scopes(overrides.accessTokenGeneration);
  return {
    AccessToken: sign(pool.key(), { ...overridden(access, overrides.accessTokenGeneration), scope }),
    IdToken: sign(pool.key(), overridden(id, overrides.idTokenGeneration)),
    ExpiresIn: accessTokenSeconds,
    TokenType: "Bearer",
  };
}

export function issuer(region: string, poolId: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${poolId}`;
}

async function trigger(
  context: Context,
  pool: Pool,
  user: User,
  options: SignIn,
): Promise<Overrides | undefined> {
  const run = pool.setting.preTokenGeneration;
  if (!run) return undefined;
  const event = {
    version: "2",
    triggerSource: options.source,
    region: context.region,
    userPoolId: pool.id,
    userName: user.username,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: pool.clientId },
    request: {
      userAttributes: { ...user.attributes, "cognito:user_status": user.status },
      groupConfiguration: { groupsToOverride: [...user.groups], iamRolesToOverride: [], preferredRole: null },
      scopes: [apiScope],
      ...(options.metadata ? { clientMetadata: options.metadata } : {}),
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
  // What a Lambda gets and gives crosses JSON, and before the trigger there are no details: null, which the types omit.
  const asked = structuredClone(event) as unknown as PreTokenGenerationV2TriggerEvent;
  const answered = await run(asked).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("UserLambdaValidationException", `PreTokenGeneration failed with error ${reason}.`);
  });
  const json = JSON.parse(JSON.stringify(answered)) as PreTokenGenerationV2TriggerEvent;
  return json.response.claimsAndScopeOverrideDetails ?? undefined;
}

/** Claims that no trigger can change. Source: developer guide, "Pre token generation Lambda trigger". */
const fixed = new Set(
  (
    "acr amr at_hash auth_time azp client_id cognito:username event_id exp iat " +
    "iss jti nbf nonce origin_jti scope sub token_use username"
  ).split(" "),
);

function overridden(claims: Claims, generation: Generation = {}): Claims {
  const { claimsToAddOrOverride = {}, claimsToSuppress = [] } = generation;
  const added = Object.entries(claimsToAddOrOverride).filter(([name]) => !fixed.has(name));
  const dropped = new Set(claimsToSuppress.filter((name) => !fixed.has(name)));
  const all = Object.entries({ ...claims, ...Object.fromEntries(added) });
  return Object.fromEntries(all.filter(([name]) => !dropped.has(name)));
}

function scopes({ scopesToAdd = [], scopesToSuppress = [] }: Generation = {}): string {
  return [apiScope, ...scopesToAdd].filter((scope) => !scopesToSuppress.includes(scope)).join(" ");
}

/** A person's groups are in their tokens unless the trigger says others. */
function groupClaims(user: User, { groupOverrideDetails }: Overrides): Claims {
  const groups = groupOverrideDetails?.groupsToOverride ?? [...user.groups];
  return groups.length > 0 ? { "cognito:groups": groups } : {};
}

function profile({ attributes }: User): Claims {
  const claims: Claims = { ...attributes };
  for (const flag of ["email_verified", "phone_number_verified"])
    if (flag in claims) claims[flag] = claims[flag] === "true";
  return claims;
}
