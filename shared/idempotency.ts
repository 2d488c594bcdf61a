import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { Refusal } from "./errors.ts";
import { scope } from "./scope.ts";
import { entity } from "./table.ts";
import { instant, now } from "./time.ts";
import { otherwise, type Piece } from "./transact.ts";

/** What a request with an Idempotency-Key claims: `key` is a digest that is only this caller's, `body` of what was asked. */
export type Claim = { readonly key: string; readonly body: string };

const Kept = () =>
  z.object({
    context: z.string(),
    key: z.string(),
    body: z.string(),
    answer: z.unknown(),
    expiresAt: z.string(),
  });
const Idempotency = entity({
  name: "Idempotency",
  v: 1,
  schema: Kept,
  key: { pk: "{dealer}#{context}#idempotency#{key}", sk: "answer" },
  expires: ({ expiresAt }) => Math.floor(Date.parse(expiresAt) / 1000),
});

/** Keys are good for 24 hours, by condition on expiry: deletion by TTL comes late and decides nothing. */
const keptMilliseconds = 24 * 3_600_000;

/** Thrown when the same request was carried out before: its stored answer is the answer. */
export class Replay extends Error {
  override readonly name = "Replay";
  readonly answer: unknown;
  constructor(answer: unknown) {
    super("answered before");
    this.answer = answer;
  }
}

/**
 * The scope of a key is dealer and caller; callers who are not signed in share one, so their key only counts
 * together with what they sent.
 */
export function claimOf(key: string, route: string, body: string): Claim {
  const { caller } = scope();
  const asked = digest(route, body);
  const own = caller.kind === "anonymous" ? digest(route, key, asked) : digest(caller.kind, caller.id, key);
  return { key: own, body: asked };
}

/** For what has its effect outside of the table: refuses to have it twice. @throws Replay */
export async function assertNew(): Promise<void> {
  const { claim } = scope();
  const replay = claim && (await replayIfKept(claim));
  if (replay) throw replay;
}

const kept = new WeakSet<Claim>();

/** Whether the request has already put its answer into a transaction: what writes nothing has not. */
export function isKept(claim: Claim): boolean {
  return kept.has(claim);
}

/** The record of the answer: a piece of the very transaction that does what it answers. */
export function keep(claim: Claim, answer: unknown): Piece {
  kept.add(claim);
  const item = {
    context: scope().context,
    key: claim.key,
    body: claim.body,
    answer: answer ?? null,
    expiresAt: instant(now() + keptMilliseconds),
  };
  const piece = Idempotency.put(item, { expiresAt: { test: "lte", value: instant() } });
  return { ...otherwise(piece, (old) => replayOf(claim, old)), trace: undefined };
}

/** Looked up before a refusal is given: a repeated request that once succeeded must not hear "taken". */
export async function replayIfKept(claim: Claim): Promise<Error | undefined> {
  const old = await Idempotency.find({ context: scope().context, key: claim.key }, { consistent: true });
  return old && old.expiresAt > instant() ? replayOf(claim, old) : undefined;
}

function replayOf(claim: Claim, old: Record<string, unknown> | undefined): Error {
  if (old?.["body"] === claim.body) return new Replay(old["answer"]);
  return new Refusal(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.");
}

function digest(...parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
