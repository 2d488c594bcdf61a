import type { APIGatewayProxyEventV2 } from "aws-lambda";
import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";
import { Refusal } from "./errors.ts";
import type { Raw, Route } from "./http.ts";

// zod/mini knows no words of its own; a caller is to read what is wrong with a field.
z.config(en());

/** The largest JSON body a route takes; files travel by presigned upload. */
const mostBytes = 256 * 1024;

export function rawOf(event: APIGatewayProxyEventV2): Raw {
  const headers = Object.fromEntries(
    Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  );
  const text = event.body ?? "";
  const bytes = event.isBase64Encoded ? Math.floor((text.length * 3) / 4) : Buffer.byteLength(text);
  if (bytes > mostBytes)
    throw new Refusal(413, "body_too_large", `A body has at most ${mostBytes / 1024} KB.`);
  return { headers, body: event.isBase64Encoded ? Buffer.from(text, "base64").toString("utf8") : text };
}

/** The JSON body as the route's schema wants it. @throws Refusal 400, 413 or 415, before anything is read or written. */
export function bodyOf(route: Route, raw: Raw): unknown {
  if (route.who === "provider") return undefined;
  if (!route.body) return emptyBody(raw);
  if (!/^application\/json\b/i.test(raw.headers["content-type"] ?? "")) {
    throw new Refusal(415, "content_type_unsupported", "Send the body as application/json.");
  }
  return checked(route.body, parsed(raw.body));
}

/**
 * From the raw query string: payload 2.0 joins repeated parameters with commas. A repeated parameter is
 * refused unless the schema wants a list.
 */
export function queryOf(route: Route, event: APIGatewayProxyEventV2): Record<string, unknown> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = route.query?.shape ?? {};
  const given = new URLSearchParams(event.rawQueryString);
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of new Set(given.keys())) {
    const all = given.getAll(name);
    const list = Object.hasOwn(shape, name) && wantsList(shape[name]);
    if (all.length > 1 && !list) throw invalid([{ path: name, message: "given more than once" }]);
    values[name] = list ? all : all[0];
  }
  return checked(strictly(route.query ?? nothing), { ...values });
}

const nothing = z.object({});
const strict = new WeakMap<z.ZodMiniObject, z.ZodMiniObject>();

/** The same schema with unknown names refused, made once: zod compiles every schema at its first use. */
function strictly(query: z.ZodMiniObject): z.ZodMiniObject {
  const known = strict.get(query) ?? z.clone(query, { ...query.def, catchall: z.never() });
  strict.set(query, known);
  return known;
}

/** Path parts are identifiers: what cannot be one names nothing. */
export function paramsOf(event: APIGatewayProxyEventV2): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(event.pathParameters ?? {})) {
    if (name !== "proxy" && !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/.test(value))
      throw new Refusal(404, "not_found", "There is nothing at this address.");
    params[name] = value;
  }
  return params;
}

/** @throws Refusal 400 `invalid_request` with one entry per field; values are never echoed. */
export function checked<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join("."), message })),
  );
}

function invalid(errors: { path: string; message: string }[]): Refusal {
  return new Refusal(400, "invalid_request", "The request does not have the shape this route takes.", {
    errors,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(400, "json_invalid", "The body is not JSON.");
  }
}

function emptyBody(raw: Raw): undefined {
  if (raw.body !== "" && raw.body.replace(/\s/g, "") !== "{}")
    throw invalid([{ path: "", message: "this route takes no body" }]);
  return undefined;
}

function wantsList(schema: z.core.$ZodType | undefined): boolean {
  if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault)
    return wantsList(schema.def.innerType);
  return schema instanceof z.ZodMiniArray;
}
