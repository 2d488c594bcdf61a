import * as z from "zod/mini";
import type { Caller } from "./scope.ts";

/** Anyone may call: nothing is known of the caller. */
export const anyone = "anyone";
/** A person signed in to the customers' pool. */
export const customer = "customer";
/** Anyone signed in, to either pool; verified by our own code alone. */
export const member = "member";
/** A provider that signs what it sends; the handler verifies the signature over the raw body. */
export const provider = "provider";

/** `anyone`, `customer`, `member`, `provider`, or the name of a permission, as `leads:read`; never a role. */
export type Who = typeof anyone | typeof customer | typeof member | typeof provider | `${string}:${string}`;

/** The request as it came, for signatures and answers that are not JSON. Header names are in lower case. */
export type Raw = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** An answer that is not JSON, as a page or a picture. */
export type Document = { readonly content: string; readonly headers?: Readonly<Record<string, string>> };

type Shapes = { body?: z.ZodMiniType; query?: z.ZodMiniType; params?: string; record?: object };
type Output<S> = S extends z.ZodMiniType ? z.output<S> : undefined;

/**
 * What a handler is asked: everything in it is validated, and the record (where the route has one) is the caller's.
 *
 * @example export async function move({ params, body, version }: Ask<{ params: "lead"; body: typeof Move }>) { … }
 */
export type Ask<Given extends Shapes = Shapes> = {
  readonly params: Readonly<Record<Given["params"] extends string ? Given["params"] : never, string>>;
  readonly body: Output<Given["body"]>;
  readonly query: Output<Given["query"]>;
  readonly caller: Caller;
  /** The version named by If-Match: always there on PATCH, PUT and DELETE. */
  readonly version: number | undefined;
  readonly record: Given["record"] extends object ? Given["record"] : undefined;
  readonly raw: Raw;
};

type Success = 200 | 201 | 202 | 204;

export type Route<Params extends string = string> = {
  readonly who: Who;
  readonly summary: string;
  readonly body?: z.ZodMiniType;
  readonly query?: z.ZodMiniObject;
  /** The one success: its status and what is said. Other fields of the answer are left out. */
  readonly reply: { readonly status: Success; readonly schema?: z.ZodMiniType; readonly type: string };
  /** Refusals of this route beyond those every route has: status and code. */
  readonly refuses: readonly string[];
  /** Orders and payments need an Idempotency-Key; every other POST may carry one; `none` for a provider's inbox. */
  readonly idempotency: "required" | "optional" | "none";
  /** Reads the membership again before running: for refunds, exports and staff administration. */
  readonly fresh: boolean;
  /** Reads personal data: who read what is logged. */
  readonly personal: boolean;
  readonly record?: (ask: Ask<{ params: string }>) => Promise<object>;
  readonly owner?: string;
  readonly run: (
    ask: Ask<{ body: z.ZodMiniType; query: z.ZodMiniType; params: string; record: object }>,
  ) => Promise<unknown>;
  readonly params?: Params;
};

/**
 * A route: who may call it, what it takes, what it answers, and the verb that does it. Handlers that do not
 * fit the schemas do not compile.
 *
 * `record` loads what the path names and `owner` is the field that must equal the caller: somebody else's
 * record answers exactly like a missing one.
 *
 * @example
 * "GET /v1/dealers/{dealer}/orders/{order}": route({
 *   who: customer, summary: "One of my orders", record: Orders.load, owner: "buyer", reply: { 200: Orders.Order }, run: Orders.show,
 * })
 */
export function route<
  Params extends string = never,
  Answer = unknown,
  Body extends z.ZodMiniType | undefined = undefined,
  Query extends z.ZodMiniObject | undefined = undefined,
  Row extends object | undefined = undefined,
>(given: {
  who: Who;
  summary: string;
  body?: Body;
  query?: Query;
  reply: { [Status in Success]?: z.ZodMiniType<unknown, Answer> | null } | { document: string };
  refuses?: readonly string[];
  idempotency?: "required" | "none";
  fresh?: boolean;
  personal?: boolean;
  record?: (ask: Ask<{ params: Params }>) => Promise<Row>;
  owner?: Row extends object ? Extract<keyof Row, string> : never;
  run: (ask: {
    readonly params: Readonly<Record<Params, string>>;
    readonly body: Output<Body>;
    readonly query: Output<Query>;
    readonly caller: Caller;
    readonly version: number | undefined;
    readonly record: Row;
    readonly raw: Raw;
  }) => Promise<Answer>;
}): Route<NoInfer<Params>> {
  return {
    idempotency: "optional",
    fresh: false,
    personal: false,
    refuses: [],
    ...given,
    reply: replyOf(given.reply),
  } as unknown as Route<NoInfer<Params>>;
}

/** One page of a list: `next_cursor` is there when there is more. */
export function page<S extends z.ZodMiniType>(row: S) {
  return z.object({ data: z.array(row), next_cursor: z.optional(z.string()) });
}

/** `limit` and `cursor` of every list. */
export const paging = {
  limit: z
    .optional(wholeNumber({ min: 1, max: 100 }))
    .register(z.globalRegistry, { description: "Rows a page, 1-100; 20 if absent." }),
  cursor: z
    .optional(z.string().check(z.maxLength(2000)))
    .register(z.globalRegistry, { description: "`next_cursor` of the page before." }),
};

/** A whole number in a query string. */
export function wholeNumber({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}) {
  return z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,16}$/, "not a whole number")), z.transform(Number)),
    z.int().check(z.minimum(min), z.maximum(max)),
  );
}

function replyOf(given: Record<string, z.ZodMiniType | string | null | undefined>): Route["reply"] {
  if (typeof given["document"] === "string") return { status: 200, type: given["document"] };
  const [status, schema] = Object.entries(given)[0] ?? ["204", null];
  return {
    status: Number(status) as Success,
    schema: (schema as z.ZodMiniType | null) ?? undefined,
    type: "application/json",
  };
}
