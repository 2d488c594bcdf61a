import * as z from "zod/mini";
import type { Raw } from "#shared/http";
import { Money } from "#shared/money";
import { PaymentId } from "./order.ts";

/** What a provider tells of a payment, in our words. */
export const Notice = z.object({
  dealer: z.string(),
  payment: PaymentId,
  outcome: z.enum(["captured", "failed"]),
  amount: Money,
});
export type Notice = z.output<typeof Notice>;

/** How the platform speaks with one payment provider. */
export type Provider = {
  readonly name: string;
  /** Where it may be used: a provider without real money must not be reachable where cars are sold. */
  readonly stages: readonly string[];
  /** Where the buyer pays. */
  readonly payUrl: (payment: string) => string;
  /** Verifies a message over its raw body. @returns its id. @throws Refusal 401. */
  readonly verify: (raw: Raw) => Promise<string>;
  /** Reads a message that was verified. @throws Refusal 400. */
  readonly read: (raw: Raw) => Notice;
  /** Sends money back; the same key is the same refund. @returns the provider's name of it. */
  readonly refund: (key: string, payment: string, amount: Money) => Promise<string>;
  /** Asks whether a refund with this key was carried out. */
  readonly refundOf: (key: string) => Promise<string | undefined>;
};
