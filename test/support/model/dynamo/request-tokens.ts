import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { Decision } from "./actions.ts";
import type { Item } from "./attribute-values.ts";
import { itemSize } from "./attribute-values.ts";
import type { Answered, Database } from "./database.ts";

/** How long a client request token is remembered (API reference, TransactWriteItems). */
const TOKEN_MS = 10 * 60 * 1000;

/** The earlier transaction of the same token, if there is one; another request in its name is refused. */
export function answeredBefore(database: Database, input: Record<string, unknown>): Answered | undefined {
  const known = database.tokens.get(String(input.ClientRequestToken));
  if (!known || known.expiresAt <= database.clock.now()) return undefined;
  if (known.digest === digestOf(input)) return known;
  throw new AwsError(
    "IdempotentParameterMismatchException",
    "Request parameters do not match the parameters of an earlier request with the same client request token",
  );
}

/** Keeps the token of a transaction that is about to be written. */
export function remember(database: Database, input: Record<string, unknown>, decisions: Decision[]): void {
  const { ClientRequestToken: token } = input as { ClientRequestToken?: string };
  if (!token) return;
  const now = database.clock.now();
  // The oldest token stands first, so that forgetting stops at the first one still valid.
  for (const [old, { expiresAt }] of database.tokens) {
    if (expiresAt > now) break;
    database.tokens.delete(old);
  }
  const images = decisions.map(({ table, before, after }) => ({ table, bytes: largest(before, after) }));
  database.tokens.delete(token);
  database.tokens.set(token, { digest: digestOf(input), expiresAt: now + TOKEN_MS, images });
}

function largest(...items: (Item | undefined)[]): number {
  return Math.max(...items.map((item) => (item ? itemSize(item) : 0)));
}

function digestOf(input: Record<string, unknown>): string {
  return createHash("sha256").update(JSON.stringify(input.TransactItems)).digest("base64");
}
