import { createSign, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";

export type SigningKey = { kid: string; publicKey: KeyObject; privateKey: KeyObject };

export function newSigningKey(): SigningKey {
  return { kid: randomUUID(), ...generateKeyPairSync("rsa", { modulusLength: 2048 }) };
}

/** The pool's key as `/.well-known/jwks.json` shows it. */
export function jwk({ kid, publicKey }: SigningKey) {
  const { kty = "RSA", n = "", e = "" } = publicKey.export({ format: "jwk" });
  return { kid, alg: "RS256", use: "sig", kty, n, e };
}

/** An RS256 JWT. Undefined claims and header fields are left out. */
export function sign(key: SigningKey, claims: object, header: object = {}): string {
  const parts = [{ kid: key.kid, alg: "RS256", ...header }, claims];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key.privateKey, "base64url")}`;
}
