import { randomInt, randomUUID } from "node:crypto";
import {
  type AttributeValue,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { dynamo } from "./aws.ts";
import { busy, Refusal } from "./errors.ts";
import { wait } from "./time.ts";

/** What to tell the caller when a piece's condition does not hold; it may look at the item that stood in the way. */
export type Otherwise = Refusal | ((old: Record<string, unknown> | undefined) => Error);

/** Before and after of the changed fields of one item, for the audit trail. */
export type Trace = {
  readonly entity: string;
  readonly key: string;
  readonly before?: object;
  readonly after?: object;
};

/** One conditional write. Pieces of several contexts become one transaction: all of it happens, or nothing. */
export type Piece = {
  readonly write: TransactWriteItem;
  /** Names the piece in errors and logs, as `create Order`. */
  readonly label: string;
  readonly otherwise?: Otherwise;
  readonly trace?: Trace;
};

/**
 * The same piece with another refusal for the case that its condition does not hold.
 *
 * @example otherwise(Inventory.hold(vin, order), new Refusal(409, "vehicle_taken", "Somebody else holds this vehicle."))
 */
export function otherwise(piece: Piece, refusal: Otherwise): Piece {
  return { ...piece, otherwise: refusal };
}

/** DynamoDB's limit. */
const mostPieces = 100;
/** With full jitter from 20 ms doubling, seven tries take 1.3 s on average: within a request's patience. */
const tries = 7;
const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);
const passingErrors = new Set([
  "TransactionInProgressException",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "InternalServerError",
]);

/**
 * Writes all pieces or none. A conflict with another writer is tried again, with the same client token, so
 * that an answer lost on the way cannot write twice. The first piece whose condition fails decides the refusal.
 *
 * @example await transact([Order.create(order), Inventory.hold(vin, order), announce(OrderPlaced, data)]);
 * @throws Refusal of the failed piece, or 503 `busy` when conflicts do not end.
 */
export async function transact(pieces: readonly Piece[]): Promise<void> {
  if (pieces.length === 0) return;
  if (pieces.length > mostPieces)
    throw new Error(`A transaction has at most ${mostPieces} pieces, not ${pieces.length}.`);
  const command = { TransactItems: pieces.map((piece) => piece.write), ClientRequestToken: randomUUID() };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dynamo().send(new TransactWriteItemsCommand(command));
      return;
    } catch (error) {
      const refused = refusalOf(error, pieces);
      if (refused) throw refused;
      if (!mayPass(error)) throw error;
      if (attempt === tries) throw busy();
      await wait(randomInt(0, 20 * 2 ** attempt));
    }
  }
}

type Reason = { Code?: string; Item?: Record<string, AttributeValue> };

function reasonsOf(error: unknown): Reason[] {
  if (!(error instanceof Error) || error.name !== "TransactionCanceledException") return [];
  return (error as Error & { CancellationReasons?: Reason[] }).CancellationReasons ?? [];
}

function refusalOf(error: unknown, pieces: readonly Piece[]): Error | undefined {
  const reasons = reasonsOf(error);
  const failed = reasons.findIndex((reason) => reason.Code === "ConditionalCheckFailed");
  const piece = pieces[failed];
  if (!piece) return undefined;
  const old = reasons[failed]?.Item;
  if (typeof piece.otherwise === "function") return piece.otherwise(old ? unmarshall(old) : undefined);
  return (
    piece.otherwise ??
    new Refusal(409, "conflict", `Something changed in between (${piece.label}). Nothing was written.`)
  );
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (passingErrors.has(error.name)) return true;
  const codes = reasonsOf(error)
    .map((reason) => reason.Code ?? "None")
    .filter((code) => code !== "None");
  return codes.length > 0 && codes.every((code) => passing.has(code));
}
