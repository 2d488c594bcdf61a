import type * as z from "zod/mini";
import type { Incoming } from "./incoming.ts";
import { seal, unseal } from "./sealed.ts";

/**
 * A cookie that is out of reach of scripts, not sent along from other sites, and sealed. Over HTTPS its name makes a
 * browser refuse it from anything but this host.
 *
 * @example const cookie = await sealedCookie(incoming, "session", tokens, 30 * 86_400);
 */
export async function sealedCookie(
  incoming: Incoming,
  name: string,
  value: object,
  seconds: number,
): Promise<string> {
  return cookie(incoming, name, await seal(name, value), seconds);
}

/** What the browser kept under this name; undefined for what is not ours, or no longer of this shape. */
export async function cookieIn<Shape extends z.ZodMiniType>(
  incoming: Incoming,
  name: string,
  shape: Shape,
): Promise<z.output<Shape> | undefined> {
  return shape.safeParse(await unseal(name, incoming.cookies.get(nameFor(incoming, name)) ?? "")).data;
}

export function noCookie(incoming: Incoming, name: string): string {
  return cookie(incoming, name, "", 0);
}

function cookie(incoming: Incoming, name: string, value: string, seconds: number): string {
  const secure = isSecure(incoming) ? "; Secure" : "";
  return `${nameFor(incoming, name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

function nameFor(incoming: Incoming, name: string): string {
  return isSecure(incoming) ? `__Host-${name}` : name;
}

function isSecure({ origin }: Incoming): boolean {
  return origin.startsWith("https://");
}
