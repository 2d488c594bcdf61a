import {
  AdminSetUserPasswordCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { client } from "#shared/aws";
import type { Forecourt } from "./forecourt.ts";

export const password = "Correct-horse-7-battery";

/** An invited member of staff chooses a password. */
export async function choosesPassword(world: Forecourt, email: string): Promise<void> {
  const command = { UserPoolId: world.pools.staff.id, Username: email, Password: password, Permanent: true };
  await client(CognitoIdentityProviderClient).send(new AdminSetUserPasswordCommand(command));
}

/** Signs in by password, as a person at a terminal does: through Cognito and its trigger. */
export async function signsIn(world: Forecourt, email: string, pool: "staff" | "customers" = "staff") {
  const { AuthenticationResult: tokens } = await client(CognitoIdentityProviderClient).send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: world.pools[pool].clientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );
  return session(world, tokens);
}

/** A new access token of a member of staff who is signed in. */
export async function refreshes(world: Forecourt, token: string) {
  const { AuthenticationResult: tokens } = await client(CognitoIdentityProviderClient).send(
    new InitiateAuthCommand({
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: world.pools.staff.clientId,
      AuthParameters: { REFRESH_TOKEN: token },
    }),
  );
  return session(world, tokens);
}

function session(world: Forecourt, tokens: AuthenticationResultType | undefined) {
  const access = tokens?.AccessToken ?? "";
  return { ...world.as(access), refresh: tokens?.RefreshToken ?? "", claims: decodeJwt(access) };
}
