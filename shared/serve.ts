import { createHash } from "node:crypto";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import * as z from "zod/mini";
import {
  assertClaims,
  assertPermission,
  type Access,
  customerCaller,
  permissionsOf,
  staffCaller,
} from "./access.ts";
import { type Answer, problem, success } from "./answer.ts";
import type { Context } from "./context.ts";
import { missing, Refusal } from "./errors.ts";
import type { Route } from "./http.ts";
import { claimOf, isKept, keep, Replay, replayIfKept } from "./idempotency.ts";
import { countMetric, log } from "./log.ts";
import { assertOrigin, clientAddress } from "./origin.ts";
import { bodyOf, paramsOf, queryOf, rawOf } from "./request.ts";
import { anonymous, type Caller, scope, type Scope, within } from "./scope.ts";
import { settings } from "./settings.ts";
import { now } from "./time.ts";
import { transact } from "./transact.ts";

export type Event = APIGatewayProxyEventV2 & Partial<APIGatewayProxyEventV2WithJWTAuthorizer>;

/**
 * The Lambda handler of a context's routes. API Gateway is the router: dispatch is one look-up by route key.
 *
 * @example export const api = serve(orders, access);
 */
export function serve(context: Context, access: Access) {
  return middy<Event, Answer>()
    .use(observed(context))
    .handler((event: Event) => answer(context, access, event));
}

/** One log line a request, problem answers for all that is thrown, and the request's id in the answer. */
function observed(context: Context): middy.MiddlewareObj<Event, Answer> {
  const begun = new WeakMap<object, number>();
  const finish = async (event: Event, response: Answer, error?: unknown): Promise<void> => {
    const { routeKey: route, requestContext } = event;
    const status = response.statusCode ?? 200;
    response.headers = { ...response.headers, "x-request-id": requestContext.requestId };
    const milliseconds = now() - (begun.get(event) ?? now());
    const fields = { context: context.name, route, status, milliseconds, request: requestContext.requestId };
    if (status < 500) return log.info("request", fields);
    log.error("request", error, fields);
    await countMetric("ServerErrors");
  };
  return {
    before: (request) => void begun.set(request.event, now()),
    after: async (request) => {
      if (request.response) await finish(request.event, request.response);
    },
    onError: async (request) => {
      request.response = problem(request.error);
      await finish(request.event, request.response, request.error);
    },
  };
}

/**
 * Runs one route for one request with every check there is. What it refuses is thrown.
 *
 * @throws Refusal
 */
export async function answer(context: Context, access: Access, event: Event): Promise<Answer> {
  await assertOrigin(event);
  const route = context.routes[event.routeKey];
  if (!route) throw missing("Route");
  const params = paramsOf(event);
  const raw = rawOf(event);
  const { caller, roles } = await callerOf(route, event);
  const query = takesAnything(event) ? {} : queryOf(route, event);
  const body = takesAnything(event) ? undefined : bodyOf(route, raw);
  const scope: Scope = {
    context: context.name,
    dealer: params["dealer"] ?? caller.dealer ?? "platform",
    caller,
    correlation: event.requestContext.requestId,
    action: event.routeKey,
    source: clientAddress(event),
    filters: filtersOf(query, params),
  };
  return within(scope, () => admitted(context, access, route, event, { params, raw, query, body, roles }));
}

type Read = {
  params: Record<string, string>;
  raw: ReturnType<typeof rawOf>;
  query: Record<string, unknown>;
  body: unknown;
  roles: string[];
};

/** Everything that needs to know whose request it is: the dealer's state, permission, idempotency, the verb itself. */
async function admitted(
  context: Context,
  access: Access,
  route: Route,
  event: Event,
  read: Read,
): Promise<Answer> {
  const unsafe = event.requestContext.http.method !== "GET";
  const caller = await permitted(context, access, route, unsafe, read.roles);
  const claim = takesAnything(event) ? undefined : claimed(route, event, read.raw);
  const version = takesAnything(event) ? undefined : versionOf(event, read.raw);
  return within({ ...scope(), caller, ...(claim ? { claim } : {}) }, async () => {
    const ask = { ...read, caller, version, record: undefined };
    try {
      const record = route.record ? owned(route, caller, await route.record(ask as never)) : undefined;
      const said = await route.run({ ...ask, record } as never);
      // What found everything done already wrote nothing: its answer is kept all the same, or the older one found.
      if (claim && !isKept(claim)) await transact([keep(claim, said)]);
      return success(route, event.requestContext.http.method, said, read.raw);
    } catch (error) {
      const replay = error instanceof Replay || !claim ? error : ((await replayIfKept(claim)) ?? error);
      if (!(replay instanceof Replay)) throw replay;
      const answer = success(route, event.requestContext.http.method, replay.answer, read.raw);
      return { ...answer, headers: { ...answer.headers, "idempotency-replayed": "true" } };
    }
  });
}

/** A route for any method reads nothing of the request: no parameter, body or header of it can be wrong. */
function takesAnything(event: Event): boolean {
  return event.routeKey.startsWith("ANY ");
}

/** The caller with permissions. Refuses what the dealer's state or the caller's roles do not allow. */
async function permitted(
  context: Context,
  access: Access,
  route: Route,
  unsafe: boolean,
  roles: string[],
): Promise<Caller> {
  const { caller, dealer } = scope();
  const setting = dealer === "platform" ? undefined : await settings();
  if (setting && context.module && setting.off.includes(context.module)) throw missing("Route");
  // What a provider reports has happened already, and a member's own profile is not the dealer's.
  const concerned = route.who !== "provider" && route.who !== "member" && caller.kind !== "operator";
  if (setting?.frozen && unsafe && concerned)
    throw new Refusal(403, "dealer_frozen", "This dealer's data may be read but not changed at the moment.");
  // A dealer's own roles mean nothing elsewhere, whatever another dealer calls a role of theirs.
  const own = caller.dealer === dealer ? setting?.roles : undefined;
  const known = { ...caller, permissions: permissionsOf(roles, access.roles, own) };
  if (route.who.includes(":")) assertPermission(known, route.who);
  if (route.fresh && !(await access.stillMember(known)))
    throw new Refusal(403, "membership_ended", "This membership has ended.");
  if (route.personal) log.info("personal data read", { actor: caller.id });
  return known;
}

async function callerOf(route: Route, event: Event): Promise<{ caller: Caller; roles: string[] }> {
  if (route.who === "anyone" || route.who === "provider") return { caller: anonymous, roles: [] };
  if (route.who === "member") {
    const { verifyToken } = await import("./tokens.ts");
    const { claims, pool } = await verifyToken(
      event.headers["authorization"] ?? event.headers["Authorization"],
    );
    assertClaims(claims, pool);
    return pool === "staff" ? staffCaller(claims) : { caller: customerCaller(claims), roles: [] };
  }
  const pool = route.who === "customer" ? "customers" : "staff";
  const claims = event.requestContext.authorizer?.jwt.claims ?? {};
  assertClaims(claims, pool);
  return pool === "staff" ? staffCaller(claims) : { caller: customerCaller(claims), roles: [] };
}

function titleOf({ reply }: Route): string | undefined {
  return reply.schema && z.globalRegistry.get(reply.schema)?.title;
}

/** Somebody else's record answers exactly like a missing one. */
function owned(route: Route, caller: Caller, record: object): object {
  if (route.owner && (record as Record<string, unknown>)[route.owner] !== caller.id)
    throw missing(titleOf(route) ?? "Record");
  return record;
}

function claimed(route: Route, event: Event, raw: Read["raw"]): { key: string; body: string } | undefined {
  if (event.requestContext.http.method !== "POST" || route.idempotency === "none") return undefined;
  const key = raw.headers["idempotency-key"];
  if (key === undefined) {
    if (route.idempotency === "required")
      throw new Refusal(
        400,
        "idempotency_key_missing",
        "Send an Idempotency-Key header: any text that is new for each request.",
      );
    return undefined;
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Refusal(
      400,
      "idempotency_key_invalid",
      "An Idempotency-Key is 1 to 255 visible ASCII characters.",
    );
  return claimOf(key, `${event.routeKey} ${event.rawPath}`, raw.body);
}

/** `If-Match` is required wherever something that others may have changed is changed or removed. */
function versionOf(event: Event, raw: Read["raw"]): number | undefined {
  if (!["PATCH", "PUT", "DELETE"].includes(event.requestContext.http.method)) return undefined;
  const given = raw.headers["if-match"];
  if (given === undefined)
    throw new Refusal(428, "if_match_missing", "Send If-Match with the ETag you last read.");
  const version = /^"(\d{1,15})"$/.exec(given)?.[1];
  if (!version) throw new Refusal(412, "version_stale", "If-Match is not an ETag of this record.");
  return Number(version);
}

function filtersOf(query: Record<string, unknown>, params: Record<string, string>): string {
  const { cursor: _cursor, limit: _limit, ...filters } = query;
  return createHash("sha256")
    .update(JSON.stringify([filters, params]))
    .digest("base64url");
}
