import * as z from "zod/mini";
import { now } from "#shared/time";
import { renewed, signOut } from "./accounts.ts";
import { cookieIn, noCookie, sealedCookie } from "./cookies.ts";
import type { Incoming } from "./incoming.ts";

const Kept = z.object({ access: z.string(), refresh: z.string(), until: z.number() });
type Kept = z.output<typeof Kept>;

/** A person who is signed in. `cookie`: to be set anew with the answer, because the token was renewed. */
export type Session = { readonly token: string; readonly cookie?: string };

const name = "session";
/** A new token is fetched this long before the old one ends, so that it does not end on the way. */
const marginMilliseconds = 60_000;
const keptSeconds = 30 * 86_400;

/** Who a request's cookie says is signed in; a cookie that is not ours, or no longer good, is nobody. */
export async function sessionOf(incoming: Incoming): Promise<Session | undefined> {
  const kept = await cookieIn(incoming, name, Kept);
  if (!kept) return undefined;
  if (kept.until - marginMilliseconds > now()) return { token: kept.access };
  const tokens = await renewed(kept.refresh);
  if (!tokens) return undefined;
  return { token: tokens.access, cookie: await sessionCookie(incoming, { ...kept, ...tokens }) };
}

/** The cookie of a person who is signed in: sealed, because the tokens in it open more than our pages. */
export async function sessionCookie(incoming: Incoming, kept: Kept): Promise<string> {
  return sealedCookie(incoming, name, kept, keptSeconds);
}

/** Takes what is kept back on the issuer's side, so that a copy of the cookie soon opens nothing. */
export async function ended(incoming: Incoming): Promise<void> {
  const kept = await cookieIn(incoming, name, Kept);
  if (kept) await signOut(kept.refresh);
}

export function noSession(incoming: Incoming): string {
  return noCookie(incoming, name);
}
