import { AsyncLocalStorage } from "node:async_hooks";

/** Who is asking. `permissions` is empty for everyone but staff, operators and the platform itself. */
export type Caller = {
  readonly id: string;
  readonly kind: "anonymous" | "customer" | "staff" | "operator" | "system";
  /** The dealer of a member of staff, from the token alone. */
  readonly dealer?: string;
  readonly permissions: ReadonlySet<string>;
};

/** Whose request this is. It travels with the asynchronous call, never in a variable of the process. */
export type Scope = {
  /** The bounded context whose code runs: it owns the keys `{dealer}#{context}#…`. */
  readonly context: string;
  /** The tenant, or `platform` for what belongs to none. */
  readonly dealer: string;
  readonly caller: Caller;
  /** One value for everything that one request set off. */
  readonly correlation: string;
  /** The route or reaction that runs, for the audit trail and cursors. */
  readonly action: string;
  /** Address the request came from, for audit and limits. */
  readonly source?: string;
  /** Digest of a list's filters: a cursor is only good for the list that gave it. */
  readonly filters?: string;
  /** What an Idempotency-Key claims, where the request carries one. */
  readonly claim?: { readonly key: string; readonly body: string };
  /** True inside `asPlatform`: the platform's own items may be reached as well. */
  readonly widened?: boolean;
};

const storage = new AsyncLocalStorage<Scope>();

export const system: Caller = { id: "system", kind: "system", permissions: new Set() };
export const anonymous: Caller = { id: "anonymous", kind: "anonymous", permissions: new Set() };

/** @example await within(scope, () => route.run(ask)); */
export function within<T>(scope: Scope, run: () => T): T {
  return storage.run(scope, run);
}

/** The scope of the running request. @throws Error when there is none: nothing may touch data unasked. */
export function scope(): Scope {
  const found = storage.getStore();
  if (!found)
    throw new Error("No scope: data may only be touched inside a request, a reaction or a command.");
  return found;
}

/** The scope, or undefined where code such as a log line also runs outside of one. */
export function scopeIfAny(): Scope | undefined {
  return storage.getStore();
}

/**
 * Widens the scope to the platform's own items (accounts, the list of dealers). A test lists every use.
 *
 * @example await asPlatform("an account belongs to no dealer", () => Account.get({ account }));
 */
export function asPlatform<T>(_reason: string, run: () => T): T {
  return storage.run({ ...scope(), widened: true }, run);
}

/**
 * Acts inside another dealer: only an operator or the platform itself may.
 *
 * @example await inDealer(dealer, "onboarding writes the first settings", () => transact(pieces));
 */
export function inDealer<T>(dealer: string, reason: string, run: () => T): T {
  const now = scope();
  if (now.caller.kind !== "operator" && now.caller.kind !== "system") {
    throw new Error(`A ${now.caller.kind} may not act inside another dealer (${reason}).`);
  }
  return storage.run({ ...now, dealer }, run);
}
