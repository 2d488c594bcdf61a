import { anyone, defineContext, provider, route } from "#shared/context";
import { Account, Refund } from "./account.ts";
import { Accounts, Refunds as RefundStore } from "./entities.ts";
import * as Refunds from "./refunds.ts";
import * as Settling from "./settling.ts";

export const sandbox = defineContext({
  name: "sandbox",
  summary:
    "A payment provider without money, for development. It knows nothing of orders and speaks over HTTP.",
  stages: ["dev"],
  entities: [Accounts, RefundStore],
  uses: ["api-url"],
  routes: {
    "GET /v1/sandbox/{dealer}/payments/{payment}": route({
      who: anyone,
      summary: "What the sandbox knows of a payment",
      reply: { 200: Account },
      run: Refunds.show,
    }),
    "POST /v1/sandbox/{dealer}/payments/{payment}/settle": route({
      who: anyone,
      summary: "Play buyer and bank: capture a payment or let it fail",
      body: Settling.Outcome,
      reply: { 200: Settling.Told },
      refuses: ["409 payment_captured"],
      idempotency: "none",
      run: Settling.settle,
    }),
    "POST /v1/sandbox/{dealer}/payments/{payment}/refunds": route({
      who: provider,
      summary: "Send captured money back; signed by the platform",
      reply: { 200: Refund },
      refuses: ["401 signature_invalid", "409 not_refundable"],
      idempotency: "none",
      run: Refunds.refund,
    }),
    "GET /v1/sandbox/{dealer}/refunds/{key}": route({
      who: anyone,
      summary: "Whether a refund was carried out",
      reply: { 200: Refund },
      run: Refunds.find,
    }),
  },
});
