import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Forecourt } from "#test/support/forecourt";
import { namesIn } from "./foreign.ts";

/** All that the table holds of one dealer, as texts by key. */
export function itemsOf(world: Forecourt, dealer: string): Map<string, string> {
  return new Map(
    world
      .table()
      .map((item) => unmarshall(item as never) as Record<string, unknown>)
      .filter((item) => String(item["pk"]).startsWith(`${dealer}#`))
      .map((item) => [`${String(item["pk"])} ${String(item["sk"])}`, JSON.stringify(item)]),
  );
}

/** What stands in one dealer's data and in nobody else's: seen anywhere else, it has crossed over. */
export function canariesOf(world: Forecourt, dealer: string, others: readonly string[]): Set<string> {
  const own = namesIn([...itemsOf(world, dealer).values()].join("\n"));
  const shared = namesIn(others.flatMap((other) => [...itemsOf(world, other).values()]).join("\n"));
  return new Set([dealer, ...[...own].filter((name) => !shared.has(name))]);
}

/** The first canary that stands in a text, other than those that its reader had sent. */
export function crossed(canaries: ReadonlySet<string>, text: string, sent = ""): string | undefined {
  for (const name of [...namesIn(text), ...[...canaries].slice(0, 1)])
    if (canaries.has(name) && text.includes(name) && !sent.includes(name)) return name;
  return undefined;
}
