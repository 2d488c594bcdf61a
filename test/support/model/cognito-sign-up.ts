import type * as Idp from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "./aws-error.ts";
import {
  addUser,
  checkPassword,
  type Context,
  existingUser,
  findUser,
  fromWire,
  newCode,
  type Notice,
  type Pool,
  spendCode,
  type User,
} from "./cognito-pool.ts";
import type { Operations } from "./operations.ts";

/** Hours a code is good for. Source: developer guide, "Signing up and confirming user accounts". */
const codeHours = { confirm: 24, reset: 1 };

/** What a person does without being signed in: sign up, confirm, reset a forgotten password. */
export function signUpOperations(
  { clock }: Context,
  poolOf: (clientId: string | undefined) => Pool,
): Operations {
  const send = (pool: Pool, user: User, kind: "confirm" | "reset") => {
    const code = newCode(clock, codeHours[kind]);
    if (kind === "confirm") user.confirmation = code;
    else user.reset = code;
    return { CodeDeliveryDetails: deliver(pool, user, kind, code.text) };
  };

  return {
    SignUp: (input: Idp.SignUpRequest) => {
      const pool = poolOf(input.ClientId);
      if (!pool.setting.selfSignUp)
        throw new AwsError("NotAuthorizedException", "SignUp is not permitted for this user pool");
      checkPassword(pool, input.Password);
      const user = addUser(pool, clock, input.Username ?? "", fromWire(input.UserAttributes));
      user.password = input.Password;
      return { UserConfirmed: false, UserSub: user.attributes["sub"], ...send(pool, user, "confirm") };
    },
    ConfirmSignUp: (input: Idp.ConfirmSignUpRequest) =>
      confirm(existingUser(poolOf(input.ClientId), input.Username), clock.now(), input),
    ResendConfirmationCode: (input: Idp.ResendConfirmationCodeRequest) => {
      const pool = poolOf(input.ClientId);
      const user = existingUser(pool, input.Username);
      if (user.status !== "UNCONFIRMED")
        throw new AwsError("InvalidParameterException", "User is already confirmed.");
      return send(pool, user, "confirm");
    },
    ForgotPassword: (input: Idp.ForgotPasswordRequest) => {
      const pool = poolOf(input.ClientId);
      const user = findUser(pool, input.Username);
      if (user) return forgot(user, () => send(pool, user, "reset"));
      if (pool.setting.preventUserExistenceErrors)
        return { CodeDeliveryDetails: delivery(input.Username ?? "") };
      throw new AwsError("UserNotFoundException", "Username/client id combination not found.");
    },
    ConfirmForgotPassword: (input: Idp.ConfirmForgotPasswordRequest) =>
      reset(poolOf(input.ClientId), clock.now(), input),
  };
}

function confirm(user: User, now: number, input: Idp.ConfirmSignUpRequest) {
  if (user.status !== "UNCONFIRMED")
    throw new AwsError(
      "NotAuthorizedException",
      `User cannot be confirmed. Current status is ${user.status}`,
    );
  spendCode(user.confirmation, input.ConfirmationCode, now);
  user.confirmation = undefined;
  user.status = "CONFIRMED";
  verifyContact(user);
  return {};
}

function forgot(user: User, send: () => object): object {
  if (!user.enabled) throw new AwsError("NotAuthorizedException", "User is disabled.");
  if (user.status === "FORCE_CHANGE_PASSWORD")
    throw new AwsError("NotAuthorizedException", "User password cannot be reset in the current state.");
  const { email_verified: email, phone_number_verified: phone } = user.attributes;
  if (email !== "true" && phone !== "true")
    throw new AwsError(
      "InvalidParameterException",
      "Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
  return send();
}

function reset(pool: Pool, now: number, input: Idp.ConfirmForgotPasswordRequest) {
  const user = findUser(pool, input.Username);
  if (!user && pool.setting.preventUserExistenceErrors)
    throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
  if (!user) throw new AwsError("UserNotFoundException", "Username/client id combination not found.");
  spendCode(user.reset, input.ConfirmationCode, now);
  checkPassword(pool, input.Password);
  user.reset = undefined;
  user.password = input.Password;
  user.status = "CONFIRMED";
  return {};
}

function verifyContact({ attributes }: User): void {
  const contact = attributes["email"] === undefined ? "phone_number" : "email";
  if (attributes[contact] !== undefined) attributes[`${contact}_verified`] = "true";
}

function deliver(pool: Pool, user: User, kind: Notice["kind"], secret: string) {
  const to = user.attributes["email"] ?? user.attributes["phone_number"] ?? "";
  pool.notices.push({ kind, username: user.username, to, secret });
  return delivery(to);
}

/** Where a code went, masked as Cognito masks it. */
function delivery(to: string) {
  const [name = "", host] = to.split("@");
  if (host === undefined)
    return { Destination: `+*******${to.slice(-4)}`, DeliveryMedium: "SMS", AttributeName: "phone_number" };
  return {
    Destination: `${name.charAt(0)}***@${host.charAt(0)}***`,
    DeliveryMedium: "EMAIL",
    AttributeName: "email",
  };
}
