import { config } from "./config.ts";
import { Refusal } from "./errors.ts";
import type { Caller } from "./scope.ts";
import { now } from "./time.ts";

/** What the identity context gives every entry point: the built-in roles, and a fresh look at a membership. */
export type Access = {
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Reads the membership again: false when it ended since the token was given. */
  readonly stillMember: (caller: Caller) => Promise<boolean>;
};

export type Pool = "staff" | "customers";
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Whoever verified the signature, these claims are checked by our own code too: any OIDC issuer may stand in,
 * and an ID token must never open a door.
 *
 * @throws Refusal 401 for a token that is not a current access token of this pool.
 */
export function assertClaims(claims: Claims, pool: Pool): void {
  const { issuer, client } = poolSettings(pool);
  const audience = claims["client_id"] ?? claims["aud"];
  const good =
    claims["token_use"] === "access" &&
    claims["iss"] === issuer &&
    audience === client &&
    typeof claims["sub"] === "string" &&
    Number(claims["exp"]) * 1000 > now();
  if (!good) throw unauthorised();
}

/** The caller a staff token speaks for; roles are resolved by `permissionsOf` once the dealer's settings are known. */
export function staffCaller(claims: Claims): { caller: Caller; roles: string[] } {
  const dealer = claims["dealer"];
  if (typeof dealer !== "string" || dealer === "")
    throw new Refusal(403, "membership_missing", "This account belongs to no dealer.");
  const roles = (typeof claims["roles"] === "string" ? claims["roles"] : "").split(" ").filter(Boolean);
  const kind = dealer === "platform" ? "operator" : "staff";
  return { caller: { id: String(claims["sub"]), kind, dealer, permissions: new Set() }, roles };
}

export function customerCaller(claims: Claims): Caller {
  return { id: String(claims["sub"]), kind: "customer", permissions: new Set() };
}

/**
 * A dealer's own roles can only combine permissions that exist; a built-in role's name cannot be redefined.
 *
 * @example permissionsOf(["salesperson"], builtIn, settings.roles)
 */
export function permissionsOf(
  roles: readonly string[],
  builtIn: Access["roles"],
  own: Readonly<Record<string, readonly string[]>> = {},
): ReadonlySet<string> {
  return new Set(roles.flatMap((role) => builtIn[role] ?? own[role] ?? []));
}

/** @throws Refusal 403 that names the permission, so that an administrator knows what to grant. */
export function assertPermission(caller: Caller, permission: string): void {
  if (caller.permissions.has(permission)) return;
  throw new Refusal(403, "permission_missing", `This needs the permission "${permission}".`);
}

export function unauthorised(): Refusal {
  return new Refusal(
    401,
    "token_invalid",
    "A current access token is needed: Authorization: Bearer <token>.",
  );
}

export function poolSettings(pool: Pool): { issuer: string; client: string } {
  if (pool === "staff") {
    const { STAFF_ISSUER, STAFF_CLIENT_ID } = config("STAFF_ISSUER", "STAFF_CLIENT_ID");
    return { issuer: STAFF_ISSUER, client: STAFF_CLIENT_ID };
  }
  const { CUSTOMER_ISSUER, CUSTOMER_CLIENT_ID } = config("CUSTOMER_ISSUER", "CUSTOMER_CLIENT_ID");
  return { issuer: CUSTOMER_ISSUER, client: CUSTOMER_CLIENT_ID };
}
