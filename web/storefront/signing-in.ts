import { createHash, randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { now } from "#shared/time";
import type { Locale } from "#shared/words";
import { cookieIn, noCookie, sealedCookie } from "./cookies.ts";
import { hostedPage, type Refused, tokensFor } from "./hosted.ts";
import type { Incoming } from "./incoming.ts";
import { sessionCookie } from "./session.ts";

/** Where a browser goes now, and what it keeps. */
type Way = { readonly location: string; readonly cookie: string };

/**
 * Somebody who has gone to the sign-in pages: what must come back with them (`state`), what proves that it was this
 * browser that went (PKCE's `verifier`), and where they were.
 */
const Attempt = z.object({ state: z.string(), verifier: z.string(), back: z.string(), until: z.number() });
const SignedOut = z.object({ back: z.string() });
const attempt = "signing-in";
const signedOut = "signing-out";
const pages = { signIn: "oauth2/authorize", signUp: "signup" } as const;
/** As long as Cognito's own pages wait for a code that was sent by mail. */
const patienceSeconds = 15 * 60;

/** Sends a person to the sign-in (or sign-up) pages; they come back to `back`. */
export async function wayToSignIn(
  incoming: Incoming,
  { page, dealer, locale, back }: { page: keyof typeof pages; dealer: string; locale: Locale; back: string },
): Promise<Way> {
  // Begins with whose pages they come back to: see `incomingOf`.
  const state = `${locale}.${dealer}.${randomBytes(16).toString("base64url")}`;
  const verifier = randomBytes(32).toString("base64url");
  const until = now() + patienceSeconds * 1000;
  const location = hostedPage(pages[page], {
    response_type: "code",
    scope: "openid email profile",
    redirect_uri: signedInAt(incoming),
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    lang: locale,
  });
  return {
    location,
    cookie: await sealedCookie(incoming, attempt, { state, verifier, back, until }, patienceSeconds),
  };
}

/**
 * Signs in whoever comes back from the sign-in pages: this browser must have gone there, not long ago, and the code
 * must be good. Answers where they were, as far as it is known, and the cookies to set.
 */
export async function signedInAgain(
  incoming: Incoming,
): Promise<{ back: string; cookies: string[] } | { back?: string | undefined; wrong: Refused }> {
  const { query } = incoming;
  const begun = await cookieIn(incoming, attempt, Attempt);
  const code = query.get("code");
  if (!begun || !code || begun.until < now() || begun.state !== query.get("state"))
    return { wrong: "refused", back: begun?.back };
  const redirect_uri = signedInAt(incoming);
  const tokens = await tokensFor({ code, code_verifier: begun.verifier, redirect_uri });
  if (typeof tokens === "string") return { wrong: tokens, back: begun.back };
  const cookies = [await sessionCookie(incoming, tokens), noCookie(incoming, attempt)];
  return { back: begun.back, cookies };
}

/** Signs out of the sign-in pages too: otherwise the next press of "Sign in" asks nobody for a password. */
export async function wayToSignOut(incoming: Incoming, back: string): Promise<Way> {
  return {
    location: hostedPage("logout", { logout_uri: `${incoming.origin}/signed-out` }),
    cookie: await sealedCookie(incoming, signedOut, { back }, patienceSeconds),
  };
}

/** Where somebody was who comes back from signing out. */
export async function wayAfterSignOut(incoming: Incoming): Promise<Way> {
  const { back = "/" } = (await cookieIn(incoming, signedOut, SignedOut)) ?? {};
  return { location: back, cookie: noCookie(incoming, signedOut) };
}

/** One address for all dealers: the issuer wants to know every address that people may come back to. */
function signedInAt({ origin }: Incoming): string {
  return `${origin}/signed-in`;
}
