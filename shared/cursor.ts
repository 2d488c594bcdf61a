import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Refusal } from "./errors.ts";
import { scope } from "./scope.ts";
import { derivedKeys } from "./secrets.ts";

/** AES-256-GCM: 12 bytes of nonce, 16 of tag. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a position in a list into an opaque cursor. It is encrypted and authenticated together with the
 * dealer, the route and the filters, so it shows no key and is good for no other list.
 *
 * @example next_cursor: await sealCursor(["2026-11-25T09:30:00.000Z#lead_…"])
 */
export async function sealCursor(position: readonly string[]): Promise<string> {
  const [{ id, key }] = await derivedKeys("cursor");
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(bound());
  const sealed = Buffer.concat([cipher.update(JSON.stringify(position), "utf8"), cipher.final()]);
  return `${id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** @throws Refusal 400 `cursor_invalid` for a cursor that was changed, or was given for another list or dealer. */
export async function openCursor(cursor: string): Promise<string[]> {
  const [id, text = ""] = cursor.split(".", 2);
  const found = (await derivedKeys("cursor")).find((candidate) => candidate.id === id);
  const bytes = Buffer.from(text, "base64url");
  if (!found || bytes.length <= nonceBytes + tagBytes) throw invalid();
  const decipher = createDecipheriv("aes-256-gcm", found.key, bytes.subarray(0, nonceBytes))
    .setAAD(bound())
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(opened.toString("utf8")) as string[];
  } catch {
    throw invalid();
  }
}

function bound(): Buffer {
  const { dealer, caller, action, filters = "" } = scope();
  const who = caller.kind === "customer" ? caller.id : "";
  return Buffer.from(JSON.stringify([dealer, who, action, filters]));
}

function invalid(): Refusal {
  return new Refusal(
    400,
    "cursor_invalid",
    "This cursor does not belong to this list. Begin again without it.",
  );
}
