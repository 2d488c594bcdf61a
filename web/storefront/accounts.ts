import { client } from "#shared/aws";
import { config } from "#shared/config";
import { now } from "#shared/time";
import { isHosted, renewedThere, revokedThere } from "./hosted.ts";

/** `until`: milliseconds since 1970 at which the access token ends. */
export type Tokens = { readonly access: string; readonly refresh: string; readonly until: number };

/** Why an account could not be used, as a page can say it. */
export type Wrong = "credentials" | "unconfirmed" | "exists" | "password" | "email" | "code" | "tooMany";

type Outcome<Value> = { readonly value: Value } | { readonly wrong: Wrong };

/** Signs in by password: only stage `dev` lets the pool's client do that, the others have Cognito's own pages. */
export async function signIn(email: string, password: string): Promise<Outcome<Tokens>> {
  return tried(async (idp, ClientId) => {
    const { AuthenticationResult: result } = await idp.initiateAuth({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });
    // Whoever has a second factor, or a first password to change, does that on Cognito's own pages.
    if (!result?.AccessToken) throw named("NotAuthorizedException");
    return tokensOf(result, result.RefreshToken ?? "");
  });
}

/** A new access token, or undefined when the person has been signed out everywhere. */
export async function renewed(refresh: string): Promise<Tokens | undefined> {
  if (isHosted()) return renewedThere(refresh);
  const outcome = await tried(async (idp, ClientId) => {
    const { AuthenticationResult: result } = await idp.initiateAuth({
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId,
      AuthParameters: { REFRESH_TOKEN: refresh },
    });
    return tokensOf(result ?? {}, result?.RefreshToken ?? refresh);
  });
  return "value" in outcome ? outcome.value : undefined;
}

/** Makes an account; a code goes to the address. */
export async function signUp(person: {
  email: string;
  name: string;
  password: string;
  locale: string;
}): Promise<Outcome<true>> {
  const { email, name, password, locale } = person;
  return tried(async (idp, ClientId) => {
    await idp.signUp({
      ClientId,
      Username: email,
      Password: password,
      UserAttributes: Object.entries({ email, name, locale }).map(([Name, Value]) => ({ Name, Value })),
    });
    return true as const;
  });
}

/** Confirms an address with the code that was sent to it. */
export async function confirm(email: string, code: string): Promise<Outcome<true>> {
  return tried(async (idp, ClientId) => {
    await idp.confirm({ ClientId, Username: email, ConfirmationCode: code });
    return true as const;
  });
}

/** Ends a session on Cognito's side too: a copy of the cookie is then worth an hour at most. */
export async function signOut(refresh: string): Promise<void> {
  if (isHosted()) return revokedThere(refresh);
  await tried(async (idp, ClientId) => idp.revoke({ ClientId, Token: refresh }));
}

const reasons: Readonly<Record<string, Wrong>> = {
  NotAuthorizedException: "credentials",
  UserNotFoundException: "credentials",
  PasswordResetRequiredException: "credentials",
  UserNotConfirmedException: "unconfirmed",
  UsernameExistsException: "exists",
  AliasExistsException: "exists",
  InvalidPasswordException: "password",
  InvalidParameterException: "email",
  CodeMismatchException: "code",
  ExpiredCodeException: "code",
  LimitExceededException: "tooMany",
  TooManyRequestsException: "tooMany",
  TooManyFailedAttemptsException: "tooMany",
};

type Idp = Awaited<ReturnType<typeof calls>>;

async function tried<Value>(run: (idp: Idp, clientId: string) => Promise<Value>): Promise<Outcome<Value>> {
  const { CUSTOMER_CLIENT_ID } = config("CUSTOMER_CLIENT_ID");
  try {
    return { value: await run(await calls(), CUSTOMER_CLIENT_ID) };
  } catch (error) {
    const wrong = error instanceof Error ? reasons[error.name] : undefined;
    if (!wrong) throw error;
    return { wrong };
  }
}

/** Loaded when somebody signs in: most pages need no client of Cognito. */
async function calls() {
  const sdk = await import("@aws-sdk/client-cognito-identity-provider");
  const idp = client(sdk.CognitoIdentityProviderClient);
  return {
    initiateAuth: (input: ConstructorParameters<typeof sdk.InitiateAuthCommand>[0]) =>
      idp.send(new sdk.InitiateAuthCommand(input)),
    signUp: (input: ConstructorParameters<typeof sdk.SignUpCommand>[0]) =>
      idp.send(new sdk.SignUpCommand(input)),
    confirm: (input: ConstructorParameters<typeof sdk.ConfirmSignUpCommand>[0]) =>
      idp.send(new sdk.ConfirmSignUpCommand(input)),
    revoke: (input: ConstructorParameters<typeof sdk.RevokeTokenCommand>[0]) =>
      idp.send(new sdk.RevokeTokenCommand(input)),
  };
}

function tokensOf(
  { AccessToken = "", ExpiresIn = 0 }: { AccessToken?: string; ExpiresIn?: number },
  refresh: string,
): Tokens {
  return { access: AccessToken, refresh, until: now() + ExpiresIn * 1000 };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
