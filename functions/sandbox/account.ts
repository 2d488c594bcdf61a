import * as z from "zod/mini";
import { Money } from "#shared/money";

/** A payment as the sandbox sees it. */
export const Account = z
  .object({
    payment: z.string(),
    state: z.enum(["captured", "failed"]),
    amount: Money,
    /** The id of the notice of that outcome: telling it again is the same notice. */
    notice: z.string(),
    refund_key: z.optional(z.string()),
    refund_reference: z.optional(z.string()),
    version: z.int(),
  })
  .register(z.globalRegistry, {
    title: "SandboxPayment",
    description: "What the sandbox provider knows of a payment.",
  });
export type Account = z.output<typeof Account>;

export const Refund = z
  .object({ key: z.string(), reference: z.string(), payment: z.string(), amount: Money })
  .register(z.globalRegistry, { title: "SandboxRefund", description: "Money the sandbox has sent back." });
export type Refund = z.output<typeof Refund>;
