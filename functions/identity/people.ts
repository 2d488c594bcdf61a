import type { AttributeType } from "@aws-sdk/client-cognito-identity-provider";
import type { Pool } from "#shared/access";
import { client } from "#shared/aws";
import { config } from "#shared/config";
import { Refusal } from "#shared/errors";
import { Locale } from "#shared/words";
import { Email, PersonName, Phone } from "./account.ts";

/** What Cognito knows of a person. Sign-up, passwords, codes and second factors are its own business. */
export type Person = {
  readonly account: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified: boolean;
  readonly phone?: string;
  readonly phone_verified: boolean;
  readonly locale?: Locale;
};

/** One person of a pool, by account or by the e-mail they sign in with. */
export async function findPerson(pool: Pool, name: string): Promise<Person | undefined> {
  const { AdminGetUserCommand } = await sdk();
  const command = new AdminGetUserCommand({ UserPoolId: poolId(pool), Username: name });
  const found = await (await cognito()).send(command).catch(unless("UserNotFoundException"));
  return found && personOf(found.UserAttributes);
}

/**
 * The member of staff with this e-mail address; a new one is made, and Cognito mails them a first password.
 * Asked twice, it finds who it made before.
 */
export async function staffPerson(invited: {
  email: string;
  name: string;
  locale: Locale | undefined;
}): Promise<Person> {
  const known = await findPerson("staff", invited.email);
  if (known) return known;
  const { AdminCreateUserCommand } = await sdk();
  const command = new AdminCreateUserCommand({
    UserPoolId: poolId("staff"),
    Username: invited.email,
    DesiredDeliveryMediums: ["EMAIL"],
    UserAttributes: attributes({
      email: invited.email,
      email_verified: "true",
      name: invited.name,
      locale: invited.locale,
    }),
  });
  const made = await (await cognito()).send(command).catch(unless("UsernameExistsException"));
  const person = made ? personOf(made.User?.Attributes) : await findPerson("staff", invited.email);
  if (!person) throw new Refusal(409, "conflict", "This account was removed in between. Please try again.");
  return person;
}

/** Says false when there is nobody who still needs a first password. */
export async function inviteAgain(account: string): Promise<boolean> {
  const { AdminCreateUserCommand } = await sdk();
  const command = new AdminCreateUserCommand({
    UserPoolId: poolId("staff"),
    Username: account,
    MessageAction: "RESEND",
    DesiredDeliveryMediums: ["EMAIL"],
  });
  const refused = unless("UnsupportedUserStateException", "UserNotFoundException");
  return (await (await cognito()).send(command).catch(refused)) !== undefined;
}

/** Every refresh token dies; access tokens live out their ten minutes at most. */
export async function signOutEverywhere(account: string): Promise<void> {
  const { AdminUserGlobalSignOutCommand } = await sdk();
  const command = new AdminUserGlobalSignOutCommand({ UserPoolId: poolId("staff"), Username: account });
  await (await cognito()).send(command).catch(unless("UserNotFoundException"));
}

function personOf(given: readonly AttributeType[] = []): Person | undefined {
  const values = Object.fromEntries(given.map(({ Name = "", Value }) => [Name, Value]));
  if (!values["sub"]) return undefined;
  return {
    account: values["sub"],
    name: PersonName.safeParse(values["name"]).data,
    email: Email.safeParse(values["email"]).data,
    email_verified: values["email_verified"] === "true",
    phone: Phone.safeParse(values["phone_number"]).data,
    phone_verified: values["phone_number_verified"] === "true",
    locale: Locale.safeParse(values["locale"]).data,
  };
}

function attributes(values: Record<string, string | undefined>): AttributeType[] {
  return Object.entries(values).flatMap(([Name, Value]) => (Value === undefined ? [] : [{ Name, Value }]));
}

function poolId(pool: Pool): string {
  return pool === "staff"
    ? config("STAFF_POOL_ID").STAFF_POOL_ID
    : config("CUSTOMER_POOL_ID").CUSTOMER_POOL_ID;
}

/** Loaded by the requests that need it: every Lambda of every context knows identity, few ask Cognito. */
const sdk = () => import("@aws-sdk/client-cognito-identity-provider");

async function cognito() {
  const { CognitoIdentityProviderClient } = await sdk();
  return client(CognitoIdentityProviderClient);
}

function unless(...names: string[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  };
}
