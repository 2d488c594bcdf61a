import { type Access, permissionsOf } from "#shared/access";
import type { Caller } from "#shared/scope";
import { settings } from "#shared/settings";
import { roles } from "./roles.ts";

/** What every Lambda entry is given to know its callers by. */
export const access: Access = { roles, stillMember };

/**
 * A membership as it is now: one that ended, or lost a permission that the token still speaks of, opens no
 * door. Operators belong to no dealer, and no route that asks is theirs.
 */
async function stillMember(caller: Caller): Promise<boolean> {
  if (caller.kind !== "staff") return false;
  // Every function knows its callers; only routes that ask for a fresh membership read one.
  const { Member } = await import("./entities.ts");
  const member = await Member.find({ account: caller.id }, { consistent: true });
  if (!member) return false;
  const held = permissionsOf(member.roles, roles, (await settings()).roles);
  return [...caller.permissions].every((permission) => held.has(permission));
}
