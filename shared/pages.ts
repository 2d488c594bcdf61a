import type { Access } from "./access.ts";
import { type Answer, problem } from "./answer.ts";
import type { Context } from "./context.ts";
import { log } from "./log.ts";
import { assertOrigin } from "./origin.ts";
import { answer, type Event } from "./serve.ts";
import { now } from "./time.ts";

/** A page's wish of a route: what a client would send, as values. */
export type Wish = {
  readonly params?: Readonly<Record<string, string>>;
  /** A list is a repeated parameter; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
  /** The access token of the person whose page it is. */
  readonly token?: string | undefined;
  readonly idempotencyKey?: string;
};

/**
 * Asks a route in this process, as its client would over HTTP: the same validation, permissions, idempotency.
 *
 * @throws Refusal as the route's own.
 */
export type AskRoute = (context: Context, routeKey: string, wish?: Wish) => Promise<unknown>;

export type PageRequest = { readonly event: Event; readonly ask: AskRoute };
export type AnswerPage = (request: PageRequest) => Promise<Answer>;

/** The Lambda handler of a context's pages. */
export async function servePages(context: Context, access: Access) {
  const site = await context.pages?.load();
  if (!site) throw new Error(`The context ${context.name} has no pages.`);
  return async (event: Event): Promise<Answer> => {
    const begun = now();
    const request = event.requestContext.requestId;
    try {
      await assertOrigin(event);
      const answered = await site.answer({ event, ask: asker(access, event) });
      log.info("page", { status: answered.statusCode, milliseconds: now() - begun, request });
      return { ...answered, headers: { ...answered.headers, "x-request-id": request } };
    } catch (error) {
      log.error("page", error, { milliseconds: now() - begun, request });
      return problem(error);
    }
  };
}

function asker(access: Access, event: Event): AskRoute {
  return async (context, routeKey, wish = {}) => {
    const asked = await eventFor(event, routeKey, wish, context.routes[routeKey]?.who === "member");
    const { body } = await answer(context, access, asked);
    return body ? (JSON.parse(body) as unknown) : undefined;
  };
}

/** The event API Gateway would have made of the wish; what is known of the client stays. */
async function eventFor(event: Event, routeKey: string, wish: Wish, member: boolean): Promise<Event> {
  const [method = "GET", template = ""] = routeKey.split(" ");
  const params = wish.params ?? {};
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
  const { jwt } = wish.token && !member ? await authorizer(wish.token) : {};
  return {
    ...event,
    routeKey,
    rawPath: path,
    rawQueryString: queryString(wish.query),
    pathParameters: { ...params },
    headers: {
      ...originOf(event),
      ...(wish.body === undefined ? {} : { "content-type": "application/json" }),
      ...(wish.idempotencyKey ? { "idempotency-key": wish.idempotencyKey } : {}),
      ...(wish.token && member ? { authorization: `Bearer ${wish.token}` } : {}),
    },
    requestContext: {
      ...event.requestContext,
      http: { ...event.requestContext.http, method, path },
      ...(jwt ? { authorizer: { jwt } as never } : {}),
    },
    isBase64Encoded: false,
    body: wish.body === undefined ? undefined : JSON.stringify(wish.body),
  };
}

/** The gateway's authoriser has not seen this token: it is verified here. */
async function authorizer(token: string) {
  const { verifyToken } = await import("./tokens.ts");
  const { claims } = await verifyToken(`Bearer ${token}`);
  return { jwt: { claims, scopes: [] } };
}

/** Whether it came through the edge, and from whom. */
function originOf({ headers }: Event): Record<string, string> {
  const kept = ["x-origin-verify", "cloudfront-viewer-address"];
  return Object.fromEntries(kept.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
}

function queryString(query: Wish["query"] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}
