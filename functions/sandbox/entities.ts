import { entity } from "#shared/table";
import { Account, Refund } from "./account.ts";

export const Accounts = entity({
  name: "SandboxPayment",
  v: 1,
  schema: Account,
  key: { pk: "{dealer}#sandbox#payment#{payment}", sk: "payment" },
});

/** By the caller's key: the same key cannot be two refunds. */
export const Refunds = entity({
  name: "SandboxRefund",
  v: 1,
  schema: Refund,
  key: { pk: "{dealer}#sandbox#refund#{key}", sk: "refund" },
});
