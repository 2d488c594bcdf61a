import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { Member } from "#functions/identity/entities";
import { announce, type EventKind } from "#shared/events";
import { asPlatform, system, within } from "#shared/scope";
import { instant } from "#shared/time";
import { transact } from "#shared/transact";
import type { Forecourt } from "#test/support/forecourt";

/** Runs as the platform itself would, inside one context of a dealer. */
export function inside<T>(dealer: string, context: string, run: () => T): T {
  return within({ context, dealer, caller: system, correlation: "test", action: "test" }, run);
}

/** Members of the staff who may work leads: their accounts. */
export async function sellers(dealer: string, count: number, role = "salesperson"): Promise<string[]> {
  const accounts = Array.from(
    { length: count },
    (_, n) => `00000000-0000-4000-8000-${String(n + 1).padStart(12, "0")}`,
  );
  const member = (account: string) =>
    Member.create({
      dealer,
      account,
      name: `Seller ${account.slice(-2)}`,
      roles: [role],
      since: instant(),
      version: 1,
    });
  await inside(dealer, "identity", () =>
    asPlatform("a member lists their dealers", () => transact(accounts.map(member))),
  );
  return accounts;
}

/** An event as another context would announce it. */
export function told(dealer: string, context: string, kind: EventKind, data: object): Promise<void> {
  return inside(dealer, context, () => transact([announce(kind, data as never)]));
}

type Row = Record<string, unknown>;

/** The stored items of one kind, as plain values. */
export function stored(world: Forecourt, kind: string): Row[] {
  const rows = world.table().map((item) => unmarshall(item as Record<string, AttributeValue>) as Row);
  return rows.filter((row) => row["_kind"] === kind);
}
