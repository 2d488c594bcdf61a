import { decodeJwt } from "jose";
import { access } from "#functions/identity/access";
import { serve } from "#shared/serve";
import type { Forecourt } from "#test/support/forecourt";
import type { Request } from "../stories.ts";

/**
 * A function behind an authoriser that lets every token pass with its claims: whoever is refused now is refused by our
 * own code alone. Answers with the status.
 */
export function passThrough(world: Forecourt): (asked: Request, token: string) => Promise<number> {
  return async (asked, token) => {
    const context = world.contexts.find(({ routes }) => asked.key in routes);
    if (!context) throw new Error(`No context has ${asked.key}.`);
    const { statusCode = 200 } = await serve(context, access)(eventOf(asked, token) as never, {} as never);
    return statusCode;
  };
}

function eventOf({ key, method, path: target, body, headers }: Request, token: string) {
  const [path = "", rawQueryString = ""] = target.split("?");
  const parts = path.split("/").map(decodeURIComponent);
  const names = (key.split(" ")[1] ?? "").split("/").map((part) => /^\{(\w+)\}$/.exec(part)?.[1]);
  const pathParameters = Object.fromEntries(
    names.flatMap((name, at) => (name === undefined ? [] : [[name, parts[at]]])),
  );
  const typed = body === undefined ? {} : { "content-type": "application/json" };
  const http = { method, path, sourceIp: "203.0.113.7", protocol: "HTTP/1.1", userAgent: "verify" };
  return {
    version: "2.0",
    routeKey: key,
    rawPath: path,
    rawQueryString,
    headers: { ...typed, ...headers, authorization: `Bearer ${token}` },
    pathParameters,
    requestContext: {
      requestId: "verify",
      http,
      timeEpoch: 0,
      authorizer: { jwt: { claims: decodeJwt(token), scopes: null } },
    },
    isBase64Encoded: false,
    body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
  };
}
