import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { SignJWT } from "jose";
import { inject } from "vitest";
import { type Caller, callerOf, each } from "#local/seed/calling";
import { clientOf } from "./contract/engine.ts";

/** A customer of the test's own, with a verified address. */
export type Buyer = Caller & { account: string; email: string };

/**
 * Real customers by the hundred: each is in the pool, and their tokens are signed with the pool's own key, because a
 * password a person would only measure how fast passwords are hashed.
 */
export async function newBuyers(count: number, prefix: string): Promise<Buyer[]> {
  const cloud = inject("cloud");
  const pool = { UserPoolId: cloud.outputs.CustomerPoolId };
  const admin = new cognito.CognitoIdentityProviderClient(clientOf(cloud));
  return each(Array.from({ length: count }), 8, async (_, index) => {
    const email = `${prefix}.${index}@example.net`;
    const made = await admin.send(
      new cognito.AdminCreateUserCommand({
        ...pool,
        Username: email,
        MessageAction: "SUPPRESS",
        UserAttributes: [
          { Name: "email", Value: email },
          { Name: "email_verified", Value: "true" },
        ],
      }),
    );
    const account = made.User?.Attributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
    const token = await customerToken(account);
    return { ...callerOf(cloud.api, () => Promise.resolve(token)), account, email };
  });
}

/** An access token of the customers' pool, as Cognito signs it. */
export async function customerToken(account: string, claims: Record<string, unknown> = {}): Promise<string> {
  const { region, outputs, stateDir } = inject("cloud");
  const pem = readFileSync(`${stateDir}/cognito-pool-keys/${outputs.CustomerPoolId}-access.pem`, "utf8");
  const known = {
    iss: `https://cognito-idp.${region}.amazonaws.com/${outputs.CustomerPoolId}`,
    client_id: outputs.CustomerClientId,
    token_use: "access",
    sub: account,
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  return new SignJWT({ ...known, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: keyId(pem) })
    .setIssuedAt()
    .sign(createPrivateKey(pem));
}

/** The engine names a key by the digest of its public half. */
function keyId(pem: string): string {
  const spki = createPublicKey(pem).export({ type: "spki", format: "der" });
  return createHash("sha256").update(Uint8Array.from(spki)).digest("base64");
}
