import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Answer } from "#shared/answer";
import type { Incoming } from "./incoming.ts";

/** What a page answers. `kept`: anybody may see it, so that it may be kept for some seconds on the way. */
export type Reply = {
  readonly status?: number;
  readonly type?: string;
  readonly content?: string;
  readonly location?: string;
  readonly cookie?: string | readonly string[] | undefined;
  readonly kept?: boolean;
  readonly keptSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Nothing but our own files, forms that lead nowhere else, and no frame around us. Structured data in a page is no
 * script to a browser, so `script-src` does not concern it. A form may end on the sign-in pages: who sends it without
 * being signed in is led there, which counts as the form's own doing.
 */
const policy = (): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: https:",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action 'self' ${process.env["SIGN_IN_URL"] ?? ""}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const security = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
};

/** Another page: after a form was carried out, so that reloading does not send it again. */
export function goTo(location: string, cookie?: Reply["cookie"]): Reply {
  return { status: 303, location, ...(cookie === undefined ? {} : { cookie }) };
}

export function answerOf(reply: Reply, { headers }: Incoming): Answer {
  const { status = 200, type = "text/html; charset=utf-8", content = "", location, cookie, kept } = reply;
  const { body, encoding } = compressed(content, headers["accept-encoding"] ?? "");
  return {
    statusCode: status,
    headers: {
      ...security,
      "content-security-policy": policy(),
      "content-type": type,
      "cache-control": kept ? `public, max-age=${reply.keptSeconds ?? 5}` : "no-store",
      vary: "accept-encoding",
      ...(encoding ? { "content-encoding": encoding } : {}),
      ...(location === undefined ? {} : { location }),
      ...(typeof cookie === "string" ? { "set-cookie": cookie } : {}),
      ...reply.headers,
    },
    // Of headers there is one of a name, of cookies there may be several.
    ...(typeof cookie === "object" ? { cookies: [...cookie] } : {}),
    body: encoding ? body.toString("base64") : content,
    isBase64Encoded: encoding !== undefined,
  };
}

/** The HTTP API compresses nothing. Fast settings. */
function compressed(
  content: string,
  accepted: string,
): { body: Buffer; encoding: "br" | "gzip" | undefined } {
  const body = Buffer.from(content);
  if (body.length < 1000) return { body, encoding: undefined };
  if (/\bbr\b/.test(accepted))
    return {
      body: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
      encoding: "br",
    };
  if (/\bgzip\b/.test(accepted)) return { body: gzipSync(body, { level: 6 }), encoding: "gzip" };
  return { body, encoding: undefined };
}
