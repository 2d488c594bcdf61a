import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Refusal } from "./errors.ts";
import type { Document, Raw, Route } from "./http.ts";

export type Answer = APIGatewayProxyStructuredResultV2;

/** Held by every answer: nothing is guessed from content, and nothing personal is kept on the way. */
const always = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
};

/** The success of a route: its schema decides what is said, the record's version becomes the ETag. */
export function success(route: Route, method: string, said: unknown, raw: Raw): Answer {
  const { status, schema, type } = route.reply;
  const headers: Record<string, string> = { ...always, "cache-control": caching(route, method) };
  if (type !== "application/json") {
    const { content, headers: own } = said as Document;
    return { statusCode: status, headers: { ...headers, "content-type": type, ...own }, body: content };
  }
  if (!schema) return { statusCode: status, headers };
  const body = schema.parse(said) as { version?: unknown };
  if (typeof body.version === "number") {
    headers["etag"] = `"${body.version}"`;
    if (method === "GET" && raw.headers["if-none-match"] === headers["etag"])
      return { statusCode: 304, headers };
  }
  return {
    statusCode: status,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** RFC 9457. The request's id is in the header and the log, so that two refusals of one kind are equal in every byte. */
export function problem(error: unknown): Answer {
  const known =
    error instanceof Refusal
      ? error
      : new Refusal(500, "internal_error", "Something went wrong on our side. Please try again.");
  const headers: Record<string, string> = {
    ...always,
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  };
  const seconds = known.extra["retry_after_seconds"];
  if (typeof seconds === "number") headers["retry-after"] = String(seconds);
  if (known.status === 401) headers["www-authenticate"] = "Bearer";
  const document = {
    type: `/v1/docs#problem-${known.code}`,
    title: known.code.replaceAll("_", " "),
    status: known.status,
    code: known.code,
    detail: known.message,
    ...known.extra,
  };
  return { statusCode: known.status, headers, body: JSON.stringify(document) };
}

function caching(route: Route, method: string): string {
  return route.who === "anyone" && method === "GET" ? "public, max-age=5" : "no-store";
}
