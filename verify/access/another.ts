import type { Client } from "#test/support/api";
import type { Caller, Fixtures, Request } from "../stories.ts";

/** The same request with another, still valid body (a space more is other bytes); undefined where it has none. */
export function withAnother(asked: Request): Request | undefined {
  if (asked.body === undefined) return undefined;
  const text = typeof asked.body === "string" ? asked.body : JSON.stringify(asked.body);
  return { ...asked, body: `${text} ` };
}

/** The same request for another thing: the last name in its path ends otherwise; undefined where the path names none. */
export function withOtherThing(asked: Request): Request | undefined {
  const [path = "", query] = asked.path.split("?");
  const names = path.split("/");
  const template = asked.key.slice(asked.key.indexOf(" ") + 1).split("/");
  const at = template.findLastIndex((part) => part.startsWith("{") && part !== "{dealer}");
  const name = names[at];
  if (!name) return undefined;
  names[at] = name.slice(0, -1) + (name.endsWith("0") ? "1" : "0");
  return { ...asked, path: names.join("/") + (query === undefined ? "" : `?${query}`) };
}

/** Somebody else who may do the same. */
export function withOther({ world, dealer }: Fixtures, caller: Caller): Client {
  if (caller === "buyer") return world.customer(`${dealer}-ben`);
  if (caller === "operator")
    return world.as(world.tokens.staffToken("platform", ["operator"], world.tokens.idOf("another operator")));
  return world.staff(dealer, "owner", "salesperson");
}
