import type { Client } from "#test/support/api";
import type { Caller, Fixtures, Request } from "../stories.ts";

/** The same request with another, still valid body (a space more is other bytes); undefined where it has none. */
export function withAnother(asked: Request): Request | undefined {
  if (asked.body === undefined) return undefined;
  const text = typeof asked.body === "string" ? asked.body : JSON.stringify(asked.body);
  return { ...asked, body: `${text} ` };
}

/** Somebody else who may do the same. */
export function withOther({ world, dealer }: Fixtures, caller: Caller): Client {
  if (caller === "buyer") return world.customer(`${dealer}-ben`);
  if (caller === "operator")
    return world.as(world.tokens.staffToken("platform", ["operator"], world.tokens.idOf("another operator")));
  return world.staff(dealer, "owner", "salesperson");
}
