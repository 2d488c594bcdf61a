import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { derivedKeys } from "#shared/secrets";

/** AES-256-GCM: 12 bytes of nonce, 16 of tag. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals what a browser is to keep for us: it can neither be read nor changed, and is good for this purpose only.
 * Deflated, because a browser keeps 4,096 bytes of a cookie at most.
 */
export async function seal(purpose: string, value: object): Promise<string> {
  const [{ id, key }] = await derivedKeys(purpose);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const text = deflateRawSync(JSON.stringify(value));
  const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return `${id}.${sealed.toString("base64url")}`;
}

/** What was sealed; undefined for what was not sealed by us for this purpose, or is not whole. */
export async function unseal(purpose: string, given: string): Promise<unknown> {
  const [id, text = ""] = given.split(".");
  const found = given === "" ? undefined : (await derivedKeys(purpose)).find((key) => key.id === id);
  const sealed = Buffer.from(text, "base64url");
  if (!found || sealed.length <= nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", found.key, sealed.subarray(0, nonceBytes));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    return JSON.parse(inflateRawSync(plain).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
