import { isBuiltInRole } from "#functions/identity/index";
import { Refusal } from "#shared/errors";
import type { Caller } from "#shared/scope";

type Roles = Readonly<Record<string, readonly string[]>>;

/**
 * A dealer combines permissions as it likes, but nobody makes a role of what they do not hold, and the names
 * of the ready roles mean the same everywhere.
 *
 * @throws Refusal 422 `role_name_taken`; 403 `permission_not_held`.
 */
export function assertOwnRoles(roles: Roles, before: Roles, caller: Caller): void {
  const taken = Object.keys(roles).filter(isBuiltInRole);
  if (taken.length > 0)
    throw new Refusal(422, "role_name_taken", `These names belong to ready roles: ${taken.join(", ")}.`);
  const touched = new Set([...Object.keys(roles), ...Object.keys(before)].filter((name) => differs(name)));
  const lacking = [...touched]
    .flatMap((name) => [...(roles[name] ?? []), ...(before[name] ?? [])])
    .filter((permission) => !caller.permissions.has(permission));
  if (lacking.length > 0)
    throw new Refusal(
      403,
      "permission_not_held",
      `You do not hold these permissions: ${[...new Set(lacking)].join(", ")}.`,
    );

  function differs(name: string): boolean {
    return JSON.stringify(roles[name]) !== JSON.stringify(before[name]);
  }
}
