import * as z from "zod";
import { Money } from "#shared/money";

/** A payment as the sandbox sees it. */
export const Account = z
  .object({
    payment: z.string(),
    state: z.enum(["captured", "failed"]),
    amount: Money,
    /** The id of the notice of that outcome: telling it again is the same notice. */
    notice: z.string(),
    refund_key: z.string().optional(),
    refund_reference: z.string().optional(),
    version: z.int(),
  })
  .meta({ title: "SandboxPayment", description: "What the sandbox provider knows of a payment." });
export type Account = z.output<typeof Account>;

export const Refund = z
  .object({ key: z.string(), reference: z.string(), payment: z.string(), amount: Money })
  .meta({ title: "SandboxRefund", description: "Money the sandbox has sent back." });
export type Refund = z.output<typeof Refund>;
