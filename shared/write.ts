import { auditOf } from "./audit.ts";
import { keep } from "./idempotency.ts";
import { scope } from "./scope.ts";
import { transact, type Piece } from "./transact.ts";

/**
 * Carries out a request: its pieces, the audit trail and, where the caller sent an Idempotency-Key, the answer
 * itself become one transaction. A second try finds the answer; a crash in between leaves nothing behind.
 *
 * @example return write([Order.create(order), Inventory.hold(vin, order), announce(OrderPlaced, data)], order);
 * @throws Refusal of the first piece whose condition does not hold.
 */
export async function write<Answer>(pieces: readonly Piece[], answer: Answer): Promise<Answer> {
  const { claim } = scope();
  await transact([...(claim ? [keep(claim, answer)] : []), ...pieces, ...auditOf(pieces)]);
  return answer;
}
