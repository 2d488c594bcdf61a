import * as z from "zod/mini";
import { newId } from "./ids.ts";
import { scope } from "./scope.ts";
import { entity } from "./table.ts";
import { instant } from "./time.ts";
import type { Piece } from "./transact.ts";

const Changed = () =>
  z.object({
    entity: z.string(),
    key: z.string(),
    before: z.optional(z.record(z.string(), z.unknown())),
    after: z.optional(z.record(z.string(), z.unknown())),
  });

const AuditRecord = () =>
  z.object({
    id: z.string(),
    day: z.string(),
    at: z.string(),
    /** Who: the account's id, never a name. */
    actor: z.string(),
    actor_kind: z.string(),
    /** What: the route, and whether the platform's own items were reached. */
    action: z.string(),
    /** From where: the client's address. */
    source: z.optional(z.string()),
    correlation: z.string(),
    changes: z.array(Changed()),
  });

export const Audit = entity({
  name: "Audit",
  v: 1,
  schema: AuditRecord,
  key: { pk: "{dealer}#audit#{day}", sk: "{at}#{id}" },
});

/**
 * One record of everything a person's request writes, in the same transaction: a change without its trail
 * cannot exist. What the platform does by itself is told by its events.
 */
export function auditOf(pieces: readonly Piece[]): Piece[] {
  const { caller, action, source, correlation } = scope();
  const changes = pieces.flatMap((piece) =>
    piece.trace && !kernelOwn.has(piece.trace.entity) ? [piece.trace] : [],
  );
  if (caller.kind === "system" || changes.length === 0) return [];
  const at = instant();
  const record = {
    id: newId("aud"),
    day: at.slice(0, 10),
    at,
    actor: caller.id,
    actor_kind: caller.kind,
    action,
    source,
    correlation,
    changes,
  };
  return [Audit.create(structuredClone(record) as z.input<ReturnType<typeof AuditRecord>>)];
}

const kernelOwn = new Set(["Event", "Seen", "Timer", "Audit", "Idempotency", "Effect"]);
