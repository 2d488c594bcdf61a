import * as Idp from "@aws-sdk/client-cognito-identity-provider";
import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";
import { createLocalJWKSet, jwtVerify } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { createClock } from "#test/support/model/clock";
import { createCognito } from "#test/support/model/cognito";
import { modelHandler } from "#test/support/model/request-handler";

const clock = createClock();
const cognito = createCognito({ clock });
const idp = new Idp.CognitoIdentityProviderClient({
  region: "eu-west-2",
  credentials: { accessKeyId: "model", secretAccessKey: "model" },
  requestHandler: modelHandler({ cognito }),
  maxAttempts: 1,
});

const asked: PreTokenGenerationV2TriggerEvent[] = [];
const dealerOf = async (event: PreTokenGenerationV2TriggerEvent) => {
  asked.push(event);
  const claims = { dealer: "london", sub: "somebody-else", token_use: "id" };
  event.response.claimsAndScopeOverrideDetails = {
    accessTokenGeneration: { claimsToAddOrOverride: claims, scopesToAdd: ["staff"] },
    idTokenGeneration: { claimsToSuppress: ["email"] },
  };
  return event;
};

const password = "Corr3ct-horse";
const customers = cognito.createPool();
const staff = cognito.createPool({
  selfSignUp: false,
  accessTokenSeconds: 600,
  preTokenGeneration: dealerOf,
});

beforeEach(() => {
  clock.set("2026-03-01T09:00:00Z");
  asked.length = 0;
});

const verify = async (pool: typeof staff, token = "") =>
  (
    await jwtVerify(token, createLocalJWKSet(cognito.jwks(pool.id)), {
      issuer: pool.issuer,
      currentDate: new Date(clock.now()),
    })
  ).payload;

const signUp = (Username: string) =>
  idp.send(new Idp.SignUpCommand({ ClientId: customers.clientId, Username, Password: password }));

const secretFor = (pool: typeof staff, kind: string) =>
  cognito.notices(pool.id).findLast((notice) => notice.kind === kind)?.secret;

const signIn = (pool: typeof staff, USERNAME: string, PASSWORD = password) =>
  idp.send(
    new Idp.InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );

const refresh = (pool: typeof staff, REFRESH_TOKEN = "") =>
  idp.send(
    new Idp.InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN },
    }),
  );

async function confirmed(Username: string): Promise<void> {
  await signUp(Username);
  const ConfirmationCode = secretFor(customers, "confirm");
  await idp.send(new Idp.ConfirmSignUpCommand({ ClientId: customers.clientId, Username, ConfirmationCode }));
}

async function employed(Username: string): Promise<void> {
  await idp.send(
    new Idp.AdminCreateUserCommand({ UserPoolId: staff.id, Username, MessageAction: "SUPPRESS" }),
  );
  await idp.send(
    new Idp.AdminSetUserPasswordCommand({
      UserPoolId: staff.id,
      Username,
      Password: password,
      Permanent: true,
    }),
  );
}

describe("a customer", () => {
  test("signs up, confirms with the code that was sent, and only then signs in", async () => {
    const { CodeDeliveryDetails, UserSub } = await signUp("Ada@example.com");
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "A***@e***",
    });
    await expect(signUp("ada@EXAMPLE.com")).rejects.toThrow(Idp.UsernameExistsException);
    await expect(signIn(customers, "ada@example.com")).rejects.toThrow(Idp.UserNotConfirmedException);
    const ConfirmationCode = secretFor(customers, "confirm");
    const confirm = (code = "") =>
      idp.send(
        new Idp.ConfirmSignUpCommand({
          ClientId: customers.clientId,
          Username: "ada@example.com",
          ConfirmationCode: code,
        }),
      );
    await expect(confirm("none")).rejects.toThrow(Idp.CodeMismatchException);
    await confirm(ConfirmationCode);
    await expect(confirm(ConfirmationCode)).rejects.toThrow(Idp.NotAuthorizedException);
    const { AuthenticationResult } = await signIn(customers, "ada@example.com");
    expect(await verify(customers, AuthenticationResult?.AccessToken)).toMatchObject({
      sub: UserSub,
      username: UserSub,
      client_id: customers.clientId,
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      iat: clock.now() / 1000,
      auth_time: clock.now() / 1000,
      exp: clock.now() / 1000 + 3600,
    });
    expect(await verify(customers, AuthenticationResult?.IdToken)).toMatchObject({
      aud: customers.clientId,
      token_use: "id",
      email: "Ada@example.com",
      email_verified: true,
      "cognito:username": UserSub,
    });
  });

  test("a stranger cannot tell a wrong password from an unknown person", async () => {
    await confirmed("bob@example.com");
    const wrong = await signIn(customers, "bob@example.com", "Wr0ng-horse").catch((error: unknown) => error);
    const unknown = await signIn(customers, "nobody@example.com").catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(Idp.NotAuthorizedException);
    expect([(unknown as Error).name, (unknown as Error).message]).toEqual([
      (wrong as Error).name,
      (wrong as Error).message,
    ]);
  });

  test("a weak password, a late code and an open door that is closed are refused by name", async () => {
    const weak = { ClientId: customers.clientId, Username: "weak@example.com", Password: "short" };
    await expect(idp.send(new Idp.SignUpCommand(weak))).rejects.toThrow(Idp.InvalidPasswordException);
    await signUp("late@example.com");
    const ConfirmationCode = secretFor(customers, "confirm");
    clock.advance(24 * 3_600_000);
    const late = { ClientId: customers.clientId, Username: "late@example.com", ConfirmationCode };
    await expect(idp.send(new Idp.ConfirmSignUpCommand(late))).rejects.toThrow(Idp.ExpiredCodeException);
    const uninvited = { ClientId: staff.clientId, Username: "x@example.com", Password: password };
    await expect(idp.send(new Idp.SignUpCommand(uninvited))).rejects.toThrow(Idp.NotAuthorizedException);
  });

  test("resets a forgotten password once with the code that was sent", async () => {
    await confirmed("forgetful@example.com");
    const who = { ClientId: customers.clientId, Username: "forgetful@example.com" };
    await idp.send(new Idp.ForgotPasswordCommand(who));
    const next = { ...who, ConfirmationCode: secretFor(customers, "reset"), Password: "N3w-password" };
    await idp.send(new Idp.ConfirmForgotPasswordCommand(next));
    await expect(idp.send(new Idp.ConfirmForgotPasswordCommand(next))).rejects.toThrow(
      Idp.ExpiredCodeException,
    );
    await expect(signIn(customers, who.Username)).rejects.toThrow(Idp.NotAuthorizedException);
    await expect(signIn(customers, who.Username, "N3w-password")).resolves.toHaveProperty(
      "AuthenticationResult",
    );
  });
});

describe("a member of staff", () => {
  test("is invited, chooses a first password, and gets a token with what the trigger adds", async () => {
    const invited = {
      UserPoolId: staff.id,
      Username: "eve@dealer.example",
      UserAttributes: [{ Name: "email_verified", Value: "true" }],
    };
    const { User } = await idp.send(new Idp.AdminCreateUserCommand(invited));
    expect(User).toMatchObject({
      UserStatus: "FORCE_CHANGE_PASSWORD",
      UserCreateDate: new Date(clock.now()),
      Enabled: true,
    });
    const { Session, ChallengeName } = await signIn(staff, invited.Username, secretFor(staff, "invite"));
    expect([ChallengeName, asked]).toEqual(["NEW_PASSWORD_REQUIRED", []]);
    const ChallengeResponses = { USERNAME: invited.Username, NEW_PASSWORD: password };
    const answer = {
      ClientId: staff.clientId,
      ChallengeName,
      Session,
      ChallengeResponses,
      ClientMetadata: { dealer: "london" },
    };
    const { AuthenticationResult } = await idp.send(new Idp.RespondToAuthChallengeCommand(answer));
    expect(asked[0]).toMatchObject({
      version: "2",
      triggerSource: "TokenGeneration_NewPasswordChallenge",
      userPoolId: staff.id,
      userName: User?.Username,
      callerContext: { clientId: staff.clientId },
      request: {
        userAttributes: {
          email: invited.Username,
          email_verified: "true",
          "cognito:user_status": "CONFIRMED",
        },
        clientMetadata: { dealer: "london" },
      },
    });
    const access = await verify(staff, AuthenticationResult?.AccessToken);
    expect(access).toMatchObject({
      dealer: "london",
      sub: User?.Username,
      token_use: "access",
      scope: "aws.cognito.signin.user.admin staff",
    });
    expect(access.exp).toBe(clock.now() / 1000 + 600);
    expect(await verify(staff, AuthenticationResult?.IdToken)).not.toHaveProperty("email");
  });

  test("a refresh asks the trigger again and keeps the time of sign-in, until a global sign-out", async () => {
    await employed("ann@dealer.example");
    const { AuthenticationResult } = await signIn(staff, "ann@dealer.example");
    const signedInAt = clock.now() / 1000;
    clock.advance(60_000);
    const again = await refresh(staff, AuthenticationResult?.RefreshToken);
    expect(asked.map(({ triggerSource }) => triggerSource)).toEqual([
      "TokenGeneration_Authentication",
      "TokenGeneration_RefreshTokens",
    ]);
    expect(await verify(staff, again.AuthenticationResult?.AccessToken)).toMatchObject({
      auth_time: signedInAt,
      iat: signedInAt + 60,
    });
    await idp.send(
      new Idp.AdminUserGlobalSignOutCommand({ UserPoolId: staff.id, Username: "ann@dealer.example" }),
    );
    await expect(refresh(staff, AuthenticationResult?.RefreshToken)).rejects.toThrow(
      Idp.NotAuthorizedException,
    );
    const late = await signIn(staff, "ann@dealer.example");
    clock.advance(30 * 86_400_000);
    await expect(refresh(staff, late.AuthenticationResult?.RefreshToken)).rejects.toThrow("has expired");
    await expect(refresh(staff, "made-up")).rejects.toThrow(Idp.NotAuthorizedException);
  });

  test("cannot sign in while disabled, and is unknown once deleted", async () => {
    const who = { UserPoolId: staff.id, Username: "dan@dealer.example" };
    await employed(who.Username);
    await idp.send(new Idp.AdminDisableUserCommand(who));
    await expect(signIn(staff, who.Username)).rejects.toThrow("User is disabled.");
    await idp.send(new Idp.AdminEnableUserCommand(who));
    await expect(signIn(staff, who.Username)).resolves.toHaveProperty("AuthenticationResult");
    await idp.send(new Idp.AdminDeleteUserCommand(who));
    await expect(idp.send(new Idp.AdminGetUserCommand(who))).rejects.toThrow(Idp.UserNotFoundException);
  });

  test("a changed e-mail is unverified, and another person's is refused", async () => {
    for (const name of ["one@dealer.example", "two@dealer.example"]) await employed(name);
    const change = (Value: string) =>
      idp.send(
        new Idp.AdminUpdateUserAttributesCommand({
          UserPoolId: staff.id,
          Username: "one@dealer.example",
          UserAttributes: [{ Name: "email", Value }],
        }),
      );
    await expect(change("two@dealer.example")).rejects.toThrow(Idp.AliasExistsException);
    await change("uno@dealer.example");
    const { UserAttributes } = await idp.send(
      new Idp.AdminGetUserCommand({ UserPoolId: staff.id, Username: "uno@dealer.example" }),
    );
    expect(UserAttributes).toContainEqual({ Name: "email_verified", Value: "false" });
  });

  test("people are listed by filter and page", async () => {
    const pool = cognito.createPool();
    for (const n of [1, 2, 3])
      await idp.send(
        new Idp.AdminCreateUserCommand({ UserPoolId: pool.id, Username: `p${n}@dealer.example` }),
      );
    const list = (more: Partial<Idp.ListUsersCommandInput>) =>
      idp.send(new Idp.ListUsersCommand({ UserPoolId: pool.id, ...more }));
    expect((await list({ Filter: 'email = "p2@dealer.example"' })).Users).toHaveLength(1);
    expect((await list({ Filter: 'email ^= "p"' })).Users).toHaveLength(3);
    const first = await list({ Limit: 2 });
    const rest = await list({ Limit: 2, PaginationToken: first.PaginationToken });
    expect([first.Users?.length, rest.Users?.length, rest.PaginationToken]).toEqual([2, 1, undefined]);
  });
});

describe("tokens of the test's making", () => {
  test("verify like a real one, unless forged, expired, of another pool or without a signature", async () => {
    expect(await verify(staff, cognito.mint(staff.id, { sub: "s1" }))).toMatchObject({
      sub: "s1",
      username: "s1",
      token_use: "access",
    });
    await expect(verify(staff, cognito.mint(staff.id, {}, { forged: true }))).rejects.toThrow(
      "signature verification failed",
    );
    await expect(verify(staff, cognito.mint(staff.id, { exp: 1 }))).rejects.toThrow("exp");
    await expect(verify(staff, cognito.mint(staff.id, { iss: customers.issuer }))).rejects.toThrow("iss");
    await expect(verify(staff, cognito.mint(customers.id, { iss: staff.issuer }))).rejects.toThrow(
      "no applicable key",
    );
    await expect(verify(staff, cognito.mint(staff.id, {}, { header: { alg: "none" } }))).rejects.toThrow(
      "Unsupported",
    );
  });

  test("a trigger that fails fails the sign-in by Cognito's name for it", async () => {
    const broken = cognito.createPool({
      preTokenGeneration: () => Promise.reject(new Error("no membership")),
    });
    const who = { UserPoolId: broken.id, Username: "z@example.com" };
    await idp.send(new Idp.AdminCreateUserCommand(who));
    await idp.send(new Idp.AdminSetUserPasswordCommand({ ...who, Password: password, Permanent: true }));
    await expect(signIn(broken, who.Username)).rejects.toThrow(Idp.UserLambdaValidationException);
  });
});
