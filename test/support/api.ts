import { randomUUID } from "node:crypto";
import { createLocalJWKSet, type JWTPayload, jwtVerify } from "jose";
import type { Access } from "#shared/access";
import type { Context } from "#shared/context";
import type { Route } from "#shared/http";
import { servePages } from "#shared/pages";
import { serve } from "#shared/serve";
import { now } from "#shared/time";
import { asFunction, functions } from "./at-work.ts";
import type { Pools } from "./deployment.ts";
import type { Cognito } from "./model/cognito.ts";

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Where there are several: one alone is a header. */
  readonly cookies?: readonly string[] | undefined;
  readonly body: Record<string, never> & { data: never[] };
  readonly text: string;
  /** The bytes of a page's answer, compressed where it was asked for. */
  readonly content?: Buffer;
};
export type Client = ReturnType<ReturnType<typeof createApi>["client"]>;
type Handler = ReturnType<typeof serve>;
type Found = { key: string; context: Context; route: Route; params: Record<string, string> };

/** API Gateway's part: finds the route, lets its authoriser look at the token, calls the context's Lambda handler. */
export function createApi(world: {
  contexts: readonly Context[];
  access: Access;
  cognito: Cognito;
  pools: Pools;
}) {
  const handlers = new Map<string, Handler>(
    world.contexts.map((context) => [context.name, serve(context, world.access)]),
  );
  const site = world.contexts.find(({ pages }) => pages);
  /** Loaded with the first page: most tests ask for none. */
  let served: ReturnType<typeof servePages> | undefined;
  const table = world.contexts.flatMap((context) =>
    Object.entries(context.routes).map(([key, route]) => ({ key, context, route })),
  );

  async function send(
    method: string,
    target: string,
    token: string | undefined,
    body: unknown,
    given: Record<string, string> = {},
  ): Promise<Reply> {
    const [path = "", ...search] = target.split("?");
    const rawQueryString = search.join("?");
    const found = find(table, method, path);
    const headers: Record<string, string> = {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...lower(given),
    };
    if (!found) return page({ method, path, rawQueryString, headers, body });
    const claims = await authorise(found.route, headers["authorization"]);
    if (claims === "refused") return gateway(401, "Unauthorized");
    const event = eventOf({
      key: found.key,
      params: found.params,
      method,
      path,
      rawQueryString,
      headers,
      body,
      claims,
    });
    process.env["QUEUE_URL"] =
      `https://sqs.eu-west-2.amazonaws.com/000000000000/forecourt-test-${found.context.name}`;
    const handler = handlers.get(found.context.name)!;
    const answer = await asFunction(functions.api(found.context.name), () =>
      handler(event as never, {} as never),
    );
    const text = answer.body ?? "";
    const type = String(answer.headers?.["content-type"] ?? "");
    return {
      status: answer.statusCode ?? 200,
      headers: answer.headers as Record<string, string>,
      text,
      body: (type.includes("json") && text ? JSON.parse(text) : {}) as Reply["body"],
    };
  }

  /** What no route answers, pages do. */
  async function page(asked: Omit<Asked, "key" | "params">): Promise<Reply> {
    if (!site) return gateway(404, "Not Found");
    const pages = await (served ??= servePages(site, world.access));
    const answer = await asFunction(functions.api(site.name), () =>
      pages(eventOf({ ...asked, key: "$default", params: {} }) as never),
    );
    const content = Buffer.from(answer.body ?? "", answer.isBase64Encoded ? "base64" : "utf8");
    return {
      status: answer.statusCode ?? 200,
      headers: answer.headers as Record<string, string>,
      cookies: answer.cookies,
      text: content.toString("utf8"),
      content,
      body: {} as Reply["body"],
    };
  }

  /** The gateway keeps a pool's keys, which do not change here. */
  const kept = new Map<string, ReturnType<typeof createLocalJWKSet>>();
  function keysOf(pool: string) {
    const keys = kept.get(pool) ?? createLocalJWKSet(world.cognito.jwks(pool));
    kept.set(pool, keys);
    return keys;
  }

  async function authorise(route: Route, authorization = ""): Promise<JWTPayload | undefined | "refused"> {
    if (["anyone", "provider", "member"].includes(route.who)) return undefined;
    const pool = route.who === "customer" ? world.pools.customers : world.pools.staff;
    const token = authorization.replace(/^Bearer /, "");
    const checks = { issuer: pool.issuer, currentDate: new Date(now()) };
    const { payload } = await jwtVerify(token, keysOf(pool.id), checks).catch(() => ({ payload: undefined }));
    if (!payload || (payload["client_id"] !== pool.clientId && payload.aud !== pool.clientId))
      return "refused";
    return payload;
  }

  return {
    client: (token?: string) => ({
      get: (path: string, headers?: Record<string, string>) => send("GET", path, token, undefined, headers),
      post: (path: string, body?: unknown, headers?: Record<string, string>) =>
        send("POST", path, token, body, headers),
      put: (path: string, body?: unknown, headers?: Record<string, string>) =>
        send("PUT", path, token, body, headers),
      patch: (path: string, body?: unknown, headers?: Record<string, string>) =>
        send("PATCH", path, token, body, headers),
      delete: (path: string, headers?: Record<string, string>) =>
        send("DELETE", path, token, undefined, headers),
    }),
  };
}

type Asked = {
  key: string;
  params: Record<string, string>;
  method: string;
  path: string;
  rawQueryString: string;
  headers: Record<string, string>;
  body: unknown;
  claims?: JWTPayload | undefined;
};

/** Payload 2.0, as API Gateway sends it. */
function eventOf({ key, params, method, path, rawQueryString, headers, body, claims }: Asked) {
  return {
    version: "2.0",
    routeKey: key,
    rawPath: path,
    rawQueryString,
    headers,
    pathParameters: params,
    requestContext: {
      requestId: randomUUID(),
      http: {
        method,
        path,
        sourceIp: headers["x-test-source"] ?? "203.0.113.7",
        protocol: "HTTP/1.1",
        userAgent: "test",
      },
      timeEpoch: now(),
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
    },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}

function gateway(status: number, message: string): Reply {
  const text = JSON.stringify({ message });
  return {
    status,
    headers: { "content-type": "application/json" },
    text,
    body: JSON.parse(text) as Reply["body"],
  };
}

/** As API Gateway chooses: the route with the most fixed parts, a greedy one last. */
function find(table: Omit<Found, "params">[], method: string, path: string): Found | undefined {
  const parts = path.split("/").map(decodeURIComponent);
  return table
    .flatMap((entry) => {
      const [verb, template = ""] = entry.key.split(" ");
      const params = verb === method || verb === "ANY" ? match(template.split("/"), parts) : undefined;
      return params ? [{ ...entry, params }] : [];
    })
    .sort((a, b) => weight(b.key) - weight(a.key))[0];
}

function match(template: string[], parts: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, piece] of template.entries()) {
    const name = /^\{(\w+)(\+?)\}$/.exec(piece);
    const part = parts[index];
    if (name?.[2]) return { ...params, [name[1]!]: parts.slice(index).join("/") };
    if (part === undefined || (name ? part === "" : part !== piece)) return undefined;
    if (name) params[name[1]!] = part;
  }
  return template.length === parts.length ? params : undefined;
}

function weight(key: string): number {
  const fixed = key.split("/").filter((piece) => !piece.startsWith("{")).length;
  return fixed * 10 - (key.includes("+}") ? 1000 : 0) - (key.startsWith("ANY") ? 1 : 0);
}

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
