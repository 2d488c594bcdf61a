import * as z from "zod/mini";
import { entity } from "#shared/table";
import { Order, Payment } from "./order.ts";

/** Identifiers begin with the time, so every list is in the order of placing. */
export const Orders = entity({
  name: "Order",
  v: 1,
  schema: Order,
  key: { pk: "{dealer}#orders#order#{order}", sk: "order" },
  index: {
    ofBuyer: { slot: "gs1", pk: "{dealer}#orders#buyer#{buyer}", sk: "{order}" },
    inState: { slot: "gs2", pk: "{dealer}#orders#state#{state}", sk: "{order}" },
    all: { slot: "gs3", pk: "{dealer}#orders#all", sk: "{order}" },
  },
  subject: "buyer",
});

export const Payments = entity({
  name: "Payment",
  v: 1,
  schema: Payment,
  key: { pk: "{dealer}#orders#payment#{payment}", sk: "payment" },
});

/** Longer than any provider repeats a notice; a still later one finds the payment closed. */
const keptDays = 60;

/** A provider's notice that has taken effect: created in the transaction of its effect. */
export const Inbox = entity({
  name: "PaymentNotice",
  v: 1,
  schema: () =>
    z.object({
      provider: z.string(),
      id: z.string(),
      payment: z.string(),
      outcome: z.string(),
      at: z.string(),
    }),
  key: { pk: "{dealer}#orders#notice#{provider}#{id}", sk: "notice" },
  expires: ({ at }) => Math.floor(Date.parse(at) / 1000) + keptDays * 86_400,
});
