import type { EventKind } from "./events.ts";
import type { Route } from "./http.ts";
import type { Parts } from "./keys.ts";
import type { AnswerPage } from "./pages.ts";
import type { Reaction } from "./reactions.ts";
import type { AnyEntity } from "./table.ts";

export { anyone, customer, member, page, provider, route } from "./http.ts";
export { on, tally } from "./reactions.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "ANY";
type RouteKey = `${Method} /v1/${string}`;

/**
 * Other AWS services a context calls, besides the table. Of Cognito: who somebody is (`accounts`), inviting a member of
 * staff, and signing one out everywhere. `own-queue`: it sends to itself what may be lost.
 */
export type Use =
  | "root-secret"
  | "mail"
  | "staff-accounts"
  | "staff-invitations"
  | "staff-sign-out"
  | "customer-accounts"
  | "own-queue"
  | "api-url"
  | "archive";

/** An entry point that AWS calls and that is neither a route nor an event of ours. */
export type TriggerHandler = (event: never) => Promise<unknown>;

/** What answers everything that no route does: pages. Loaded when the function starts, so that a manifest stays data. */
export type Pages = { readonly load: () => Promise<{ readonly answer: AnswerPage }> };

export type Context = {
  /** Also its folder and the second part of its keys. */
  readonly name: string;
  readonly summary: string;
  /** The module a dealer switches on or off; absent: always on. */
  readonly module?: string;
  readonly permissions: readonly string[];
  readonly entities: readonly AnyEntity[];
  readonly announces: readonly EventKind[];
  readonly routes: Readonly<Record<string, Route>>;
  readonly reactions: Readonly<Record<string, Reaction>>;
  /** Cognito triggers, by the kit's own names. */
  readonly triggers: { readonly preTokenGeneration?: TriggerHandler };
  /** The pages of the platform, on every path that is no route's. At most one context has them, and it has no routes. */
  readonly pages?: Pages;
  /** Contexts whose items this one reads through their door. */
  readonly reads: readonly string[];
  /** Contexts whose write pieces this one puts into its transactions. */
  readonly writes: readonly string[];
  /** By its routes, pages and triggers. */
  readonly uses: readonly Use[];
  /** By its reactions, whose function has a role of its own. */
  readonly reactionsUse: readonly Use[];
  /** Only deployed in these stages; absent: everywhere. */
  readonly stages?: readonly string[];
  readonly alarms: readonly Alarm[];
};

/** An alarm on a metric of the context's own, by name; every function and queue has its alarms without asking. */
export type Alarm = {
  readonly metric: string;
  readonly over: number;
  readonly minutes: number;
  readonly runbook: string;
};

type Fits<Routes> = {
  [Key in keyof Routes]: Key extends RouteKey
    ? Routes[Key] extends Route<infer Params>
      ? [Exclude<Params, Parts<Key>>] extends [never]
        ? Routes[Key]
        : `the path has no {${Exclude<Params, Parts<Key>>}}`
      : never
    : `not a route: a method, a space and a path under /v1`;
};

/**
 * A bounded context, as data: infrastructure, documentation, tests and the Lambda entry are all derived from
 * it. A misspelt method, a handler that does not fit its schemas or asks for a part the path lacks do not compile.
 *
 * @example export const leads = defineContext({ name: "leads", summary: "…", routes: { "POST /v1/leads/{lead}/move": route({ … }) } });
 */
export function defineContext<const Routes extends Record<string, Route>>(
  given: { name: string; summary: string; routes?: Routes & Fits<Routes> } & Partial<
    Omit<Context, "name" | "summary" | "routes">
  >,
): Context {
  return {
    permissions: [],
    entities: [],
    announces: [],
    reactions: {},
    triggers: {},
    reads: [],
    writes: [],
    uses: [],
    reactionsUse: [],
    alarms: [],
    ...given,
    routes: given.routes ?? {},
  };
}
