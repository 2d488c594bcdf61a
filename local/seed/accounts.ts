import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { decodeJwt } from "jose";
import type { LocalCloud } from "../cloud.ts";
import type { Person } from "../seeding.ts";
import { signIn } from "../sign-in.ts";
import { type Caller, callerOf } from "./calling.ts";

/** What signing in and calling need of a local cloud. */
export type Cloud = Pick<LocalCloud, "api" | "endpoint" | "region" | "outputs">;

/** Everybody's password in the demo: there is nothing here to protect. */
export const demoPassword = "Forecourt-2026!";

/** The first operator, whom no API can invite: who may administer the staff pool makes them. */
export async function makeOperator(cloud: Cloud, email: string): Promise<Person> {
  const client = pools(cloud);
  const pool = { UserPoolId: cloud.outputs.StaffPoolId };
  const attributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
    { Name: "name", Value: "Platform operator" },
  ];
  await client.send(
    new cognito.AdminCreateUserCommand({
      ...pool,
      Username: email,
      MessageAction: "SUPPRESS",
      UserAttributes: attributes,
    }),
  );
  await client.send(
    new cognito.AdminAddUserToGroupCommand({ ...pool, Username: email, GroupName: "operators" }),
  );
  return settle(cloud, { email, pool: "staff", role: "operator", dealer: "" });
}

/** Gives somebody the platform has invited the demo's password, as if they had chosen it. */
export async function settle(
  cloud: Cloud,
  person: Pick<Person, "email" | "pool" | "role" | "dealer">,
): Promise<Person> {
  await pools(cloud).send(
    new cognito.AdminSetUserPasswordCommand({
      UserPoolId: poolOf(cloud, person.pool),
      Username: person.email,
      Password: demoPassword,
      Permanent: true,
    }),
  );
  return { ...person, password: demoPassword, clientId: clientOf(cloud, person.pool) };
}

/** Signs a customer up, as they do themselves, and confirms their address, as the code in their mail does. */
export async function signUp(
  cloud: Cloud,
  { email, name, locale, dealer }: { email: string; name: string; locale: string; dealer: string },
): Promise<Person> {
  const client = pools(cloud);
  const user = { UserPoolId: cloud.outputs.CustomerPoolId, Username: email };
  const attributes = { email, name, locale };
  await client.send(
    new cognito.SignUpCommand({
      ClientId: cloud.outputs.CustomerClientId,
      Username: email,
      Password: demoPassword,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  await client.send(new cognito.AdminConfirmSignUpCommand(user));
  const verified = [{ Name: "email_verified", Value: "true" }];
  await client.send(new cognito.AdminUpdateUserAttributesCommand({ ...user, UserAttributes: verified }));
  const clientId = cloud.outputs.CustomerClientId;
  return { email, password: demoPassword, pool: "customers", clientId, role: "customer", dealer };
}

/** Lets the platform send mail: SES takes none from an address it does not know. */
export async function admitSender(cloud: Cloud, address: string): Promise<void> {
  const ses = new SESv2Client(connection(cloud));
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: address }));
}

/** Calls as one person, who signs in when they first call and again before their token ends. */
export function callerAs(
  cloud: Pick<Cloud, "api" | "endpoint">,
  person: Pick<Person, "email" | "password" | "clientId">,
): Caller {
  let held: Promise<string> | undefined;
  let until = 0;
  return callerOf(cloud.api, async () => {
    if (!held || Date.now() > until) {
      held = signIn(cloud.endpoint, person);
      until = ((decodeJwt(await held).exp ?? 0) - 60) * 1000;
    }
    return held;
  });
}

function pools(cloud: Cloud): cognito.CognitoIdentityProviderClient {
  return new cognito.CognitoIdentityProviderClient(connection(cloud));
}

function connection({ endpoint, region }: Cloud) {
  return { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}

function poolOf({ outputs }: Cloud, pool: Person["pool"]): string {
  return pool === "staff" ? outputs.StaffPoolId : outputs.CustomerPoolId;
}

function clientOf({ outputs }: Cloud, pool: Person["pool"]): string {
  return pool === "staff" ? outputs.StaffClientId : outputs.CustomerClientId;
}
