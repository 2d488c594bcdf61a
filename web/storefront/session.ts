import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";
import { derivedKeys } from "#shared/secrets";
import { now } from "#shared/time";
import { renewed, signOut } from "./accounts.ts";
import type { Incoming } from "./incoming.ts";

const Kept = z.object({ access: z.string(), refresh: z.string(), until: z.number() });
type Kept = z.output<typeof Kept>;

/** A person who is signed in. `cookie`: to be set anew with the answer, because the token was renewed. */
export type Session = { readonly token: string; readonly cookie?: string };

/** A new token is fetched this long before the old one ends, so that it does not end on the way. */
const marginMilliseconds = 60_000;
const keptSeconds = 30 * 86_400;

/** Who a request's cookie says is signed in; a cookie that is not ours, or no longer good, is nobody. */
export async function sessionOf(incoming: Incoming): Promise<Session | undefined> {
  const kept = await opened(incoming.cookies.get(nameFor(incoming)) ?? "");
  if (!kept) return undefined;
  if (kept.until - marginMilliseconds > now()) return { token: kept.access };
  const tokens = await renewed(kept.refresh);
  if (!tokens) return undefined;
  return { token: tokens.access, cookie: await sessionCookie(incoming, { ...kept, ...tokens }) };
}

/**
 * The one cookie there is: out of reach of scripts, not sent along from other sites, and sealed, because the tokens
 * in it open more than our pages. Deflated, because a browser keeps 4,096 bytes of a cookie at most.
 */
export async function sessionCookie(incoming: Incoming, kept: Kept): Promise<string> {
  const [{ id, key }] = await derivedKeys("session");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const text = deflateRawSync(JSON.stringify(kept));
  const sealed = Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return cookie(incoming, `${id}.${sealed.toString("base64url")}`, keptSeconds);
}

/** Takes what is kept back on Cognito's side, so that a copy of the cookie soon opens nothing. */
export async function ended(incoming: Incoming): Promise<void> {
  const kept = await opened(incoming.cookies.get(nameFor(incoming)) ?? "");
  if (kept) await signOut(kept.refresh);
}

export function noSession(incoming: Incoming): string {
  return cookie(incoming, "", 0);
}

async function opened(value: string): Promise<Kept | undefined> {
  const [id, text = ""] = value.split(".");
  const found = value === "" ? undefined : (await derivedKeys("session")).find((key) => key.id === id);
  const sealed = Buffer.from(text, "base64url");
  if (!found || sealed.length < 29) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", found.key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return Kept.parse(JSON.parse(inflateRawSync(plain).toString("utf8")));
  } catch {
    // Not sealed by us, or not whole: whoever brings it is nobody.
    return undefined;
  }
}

function isSecure({ origin }: Incoming): boolean {
  return origin.startsWith("https://");
}

/** The prefix makes a browser refuse the cookie from anything but this host over HTTPS. */
function nameFor(incoming: Incoming): string {
  return isSecure(incoming) ? "__Host-session" : "session";
}

function cookie(incoming: Incoming, value: string, seconds: number): string {
  const secure = isSecure(incoming) ? "; Secure" : "";
  return `${nameFor(incoming)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}
