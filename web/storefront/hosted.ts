import * as z from "zod/mini";
import { assertClaims } from "#shared/access";
import { config } from "#shared/config";
import { Refusal } from "#shared/errors";
import { log } from "#shared/log";
import { now } from "#shared/time";
import type { Tokens } from "./accounts.ts";

/** Why no tokens came: they were `refused`, or the sign-in pages are `down` and one may try again. */
export type Refused = "refused" | "down";

/** Lambda has ten seconds for a page; whoever waits longer than this for a token has gone. */
const mostMilliseconds = 4000;

const Given = z.object({
  access_token: z.string().check(z.minLength(1)),
  refresh_token: z.optional(z.string()),
  expires_in: z.number().check(z.positive()),
});

/** Whether people sign in on the issuer's pages and not on ours: everywhere but in stage `dev`. */
export function isHosted(): boolean {
  return Boolean(process.env["SIGN_IN_URL"]);
}

/** Where people sign in: Cognito's own pages, or another OIDC issuer's under the same paths. */
export function hostedPage(path: string, query: Readonly<Record<string, string>>): string {
  return `${issuer()}/${path}?${new URLSearchParams({ client_id: clientId(), ...query })}`;
}

/** Tokens for the code that the sign-in pages sent a person back with. A code is good once. */
export async function tokensFor(code: {
  code: string;
  code_verifier: string;
  redirect_uri: string;
}): Promise<Tokens | Refused> {
  return asked({ grant_type: "authorization_code", ...code }, "");
}

/** A new access token, or undefined when the person has been signed out everywhere. */
export async function renewedThere(refresh: string): Promise<Tokens | undefined> {
  const tokens = await asked({ grant_type: "refresh_token", refresh_token: refresh }, refresh);
  if (tokens === "down") throw new Refusal(503, "sign_in_down", "The sign-in pages do not answer.");
  return tokens === "refused" ? undefined : tokens;
}

/** Takes a refresh token back. Where that fails it is logged: the cookie is gone from the browser either way. */
export async function revokedThere(refresh: string): Promise<void> {
  const answer = await post("oauth2/revoke", { token: refresh });
  if (!answer?.ok) log.warn("a session was not revoked", { status: answer?.status });
}

async function asked(form: Readonly<Record<string, string>>, refresh: string): Promise<Tokens | Refused> {
  const answer = await post("oauth2/token", form);
  if (answer && answer.status >= 400 && answer.status < 500) return "refused";
  const given = answer?.ok ? Given.safeParse(await answer.json().catch(() => undefined)).data : undefined;
  if (!given) return "down";
  if (!(await isOurs(given.access_token))) return "refused";
  return {
    access: given.access_token,
    refresh: given.refresh_token ?? refresh,
    until: now() + given.expires_in * 1000,
  };
}

/** Every route looks at a token again: here it is looked at so that nobody is signed in with one that opens nothing. */
async function isOurs(token: string): Promise<boolean> {
  try {
    const { verifyToken } = await import("#shared/tokens");
    const { claims, pool } = await verifyToken(`Bearer ${token}`);
    assertClaims(claims, "customers");
    return pool === "customers";
  } catch (error) {
    log.error("the sign-in pages gave a token that is not ours", error);
    return false;
  }
}

/** Undefined where nobody answers in time. */
async function post(path: string, form: Readonly<Record<string, string>>): Promise<Response | undefined> {
  const body = new URLSearchParams({ client_id: clientId(), ...form });
  const signal = AbortSignal.timeout(mostMilliseconds);
  try {
    return await fetch(`${issuer()}/${path}`, { method: "POST", body, signal, redirect: "error" });
  } catch (error) {
    log.error("the sign-in pages do not answer", error, { path });
    return undefined;
  }
}

function issuer(): string {
  return config("SIGN_IN_URL").SIGN_IN_URL;
}

function clientId(): string {
  return config("CUSTOMER_CLIENT_ID").CUSTOMER_CLIENT_ID;
}
