import { randomBytes } from "node:crypto";
import type * as Idp from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "./aws-error.ts";
import { checkPassword, type Context, existingUser, findUser, type Pool, type User } from "./cognito-pool.ts";
import { issue, signIn } from "./cognito-tokens.ts";
import type { Operations } from "./operations.ts";

type Asked = Pick<Idp.InitiateAuthRequest, "AuthFlow" | "AuthParameters" | "ClientId">;
type Answered = Pick<
  Idp.RespondToAuthChallengeRequest,
  "ChallengeName" | "ChallengeResponses" | "ClientId" | "Session" | "ClientMetadata"
>;

const sessionMilliseconds = 3 * 60_000;

type Pools = { poolAt: (id: string | undefined) => Pool; poolOf: (clientId: string | undefined) => Pool };

/** Password sign-in, refresh, and the first password of an invited person; for people and for an operator's credentials. */
export function signInOperations(context: Context, { poolAt, poolOf }: Pools): Operations {
  const adminPool = (input: { UserPoolId: string | undefined; ClientId: string | undefined }) => {
    const pool = poolAt(input.UserPoolId);
    if (poolOf(input.ClientId) !== pool)
      throw new AwsError("ResourceNotFoundException", `User pool client ${input.ClientId} does not exist.`);
    return pool;
  };
  return {
    InitiateAuth: (input: Idp.InitiateAuthRequest) =>
      start(context, poolOf(input.ClientId), input, passwordFlows.person),
    AdminInitiateAuth: (input: Idp.AdminInitiateAuthRequest) =>
      start(context, adminPool(input), input, passwordFlows.admin),
    RespondToAuthChallenge: (input: Idp.RespondToAuthChallengeRequest) =>
      respond(context, poolOf(input.ClientId), input),
    AdminRespondToAuthChallenge: (input: Idp.AdminRespondToAuthChallengeRequest) =>
      respond(context, adminPool(input), input),
  };
}

const passwordFlows = {
  person: ["USER_PASSWORD_AUTH"],
  admin: ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"],
};

async function start(context: Context, pool: Pool, input: Asked, flows: string[]) {
  const flow = input.AuthFlow ?? "";
  if (flow === "REFRESH_TOKEN_AUTH" || flow === "REFRESH_TOKEN") return refresh(context, pool, input);
  if (!flows.includes(flow))
    throw new AwsError("InvalidParameterException", `${flow} flow not enabled for this client`);
  const user = withPassword(pool, input.AuthParameters ?? {});
  if (user.status === "FORCE_CHANGE_PASSWORD") return challenge(context, pool, user);
  // Cognito does not hand an InitiateAuth's client metadata to this trigger.
  return signIn(context, pool, user, { source: "TokenGeneration_Authentication" });
}

function withPassword(pool: Pool, { USERNAME, PASSWORD }: Record<string, string>): User {
  if (!USERNAME || !PASSWORD)
    throw new AwsError("InvalidParameterException", "Missing required parameter USERNAME or PASSWORD");
  const wrong = new AwsError("NotAuthorizedException", "Incorrect username or password.");
  const user = findUser(pool, USERNAME);
  if (!user && pool.setting.preventUserExistenceErrors) throw wrong;
  if (!user) throw new AwsError("UserNotFoundException", "User does not exist.");
  if (!user.enabled) throw new AwsError("NotAuthorizedException", "User is disabled.");
  if (user.password !== PASSWORD) throw wrong;
  if (user.status === "UNCONFIRMED")
    throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
  if (user.status === "RESET_REQUIRED")
    throw new AwsError("PasswordResetRequiredException", "Password reset required for the user");
  return user;
}

async function refresh(context: Context, pool: Pool, input: Asked) {
  const grant = pool.grants.get(input.AuthParameters?.["REFRESH_TOKEN"] ?? "");
  if (!grant) throw new AwsError("NotAuthorizedException", "Invalid Refresh Token");
  const user = findUser(pool, grant.username);
  if (user && !user.enabled) throw new AwsError("NotAuthorizedException", "User is disabled.");
  if (!user || grant.revoked) throw new AwsError("NotAuthorizedException", "Refresh Token has been revoked");
  if (grant.expiresAt <= context.clock.now())
    throw new AwsError("NotAuthorizedException", "Refresh Token has expired");
  const tokens = await issue(context, pool, user, {
    grant,
    source: "TokenGeneration_RefreshTokens",
  });
  return { AuthenticationResult: tokens };
}

function challenge({ clock }: Context, pool: Pool, user: User) {
  const session = randomBytes(24).toString("base64url");
  pool.sessions.set(session, {
    username: user.username,
    expiresAt: clock.now() + sessionMilliseconds,
  });
  const { sub: _sub, ...attributes } = user.attributes;
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: "[]",
      userAttributes: JSON.stringify(attributes),
    },
  };
}

async function respond(context: Context, pool: Pool, input: Answered) {
  if (input.ChallengeName !== "NEW_PASSWORD_REQUIRED")
    throw new AwsError("InvalidParameterException", `The model asks no challenge ${input.ChallengeName}.`);
  const session = pool.sessions.get(input.Session ?? "");
  if (!session || session.expiresAt <= context.clock.now())
    throw new AwsError("NotAuthorizedException", "Invalid session for the user, session is expired.");
  const { USERNAME, NEW_PASSWORD } = input.ChallengeResponses ?? {};
  const user = existingUser(pool, USERNAME);
  if (user.username !== session.username)
    throw new AwsError("NotAuthorizedException", "Invalid session for the user.");
  checkPassword(pool, NEW_PASSWORD);
  pool.sessions.delete(input.Session ?? "");
  user.password = NEW_PASSWORD;
  user.status = "CONFIRMED";
  const source = "TokenGeneration_NewPasswordChallenge";
  return signIn(context, pool, user, { source, metadata: input.ClientMetadata });
}
