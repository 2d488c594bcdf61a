import { permissionsOf } from "#shared/access";
import { Refusal } from "#shared/errors";
import type { Caller } from "#shared/scope";
import { settings } from "#shared/settings";
import { roles as builtIn } from "./roles.ts";

/** The role that may do everything at its dealer, and of which a dealer always has one holder. */
export const owner = "owner";

/**
 * Nobody gives, changes or takes away what they do not hold themselves.
 *
 * @example await assertMayGrant(caller, ["salesperson"]);
 * @throws Refusal 422 `role_unknown`; 403 `permission_not_held` that names the permissions.
 */
export async function assertMayGrant(caller: Caller, roles: readonly string[]): Promise<void> {
  const own = (await settings()).roles;
  const unknown = roles.filter((role) => !isDealersRole(role, own));
  if (unknown.length > 0)
    throw new Refusal(422, "role_unknown", `This dealer has no such role: ${unknown.join(", ")}.`);
  assertHolds(caller, permissionsOf(roles, builtIn, own));
}

/** As `assertMayGrant`, for what somebody has already: a role that no longer exists stands in nobody's way. */
export async function assertOutranks(caller: Caller, roles: readonly string[]): Promise<void> {
  assertHolds(caller, permissionsOf(roles, builtIn, (await settings()).roles));
}

/** The operator's role is the platform's, not a dealer's. */
function isDealersRole(role: string, own: object): boolean {
  return role !== "operator" && (Object.hasOwn(builtIn, role) || Object.hasOwn(own, role));
}

function assertHolds(caller: Caller, wanted: ReadonlySet<string>): void {
  const lacking = [...wanted].filter((permission) => !caller.permissions.has(permission));
  if (lacking.length === 0) return;
  throw new Refusal(403, "permission_not_held", `You do not hold these permissions: ${lacking.join(", ")}.`);
}
