import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { SignJWT } from "jose";
import type { LocalCloud } from "#local/cloud";

export type Claims = { iss?: string; client_id?: string; scope?: string; expiresIn?: string };

/** An access token signed with the pool's own key, so that only the claims a test names can be at fault. */
export async function mint({ region, outputs, engine }: LocalCloud, claims: Claims = {}): Promise<string> {
  const pem = readFileSync(`${engine.stateDir}/cognito-pool-keys/${outputs.StaffPoolId}-access.pem`, "utf8");
  const { expiresIn = "5m", ...chosen } = claims;
  const iss = `https://cognito-idp.${region}.amazonaws.com/${outputs.StaffPoolId}`;
  const defaults = {
    iss,
    client_id: outputs.StaffClientId,
    token_use: "access",
    scope: "contract/read",
    sub: "someone",
  };
  return new SignJWT({ ...defaults, ...chosen })
    .setProtectedHeader({ alg: "RS256", kid: keyId(pem) })
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(createPrivateKey(pem));
}

/** The engine names a key by the digest of its public half. */
function keyId(pem: string): string {
  const spki = createPublicKey(pem).export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest("base64");
}
