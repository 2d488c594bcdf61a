import { LeadAssigned, LeadReceived } from "#functions/leads/events";
import {
  OrderCancelled,
  OrderExpired,
  OrderPaid,
  OrderPlaced,
  OrderReady,
  OrderRefunded,
} from "#functions/orders/events";
import { defineContext, on, page, route } from "#shared/context";
import * as Deliveries from "./delivery.ts";
import { Delivery } from "./entities.ts";
import * as Listing from "./listing.ts";

// Mails bring what they tell of with them; who reads the log does not wait for that.
const buyers = () => import("./buyers.ts");
const inquiries = () => import("./inquiries.ts");

export const notification = defineContext({
  name: "notification",
  summary: "Tells buyers and staff by e-mail, in their language and once, and keeps a log of what was sent.",
  permissions: ["notifications:read"],
  entities: [Delivery],
  reads: ["orders", "leads", "customers", "identity", "catalog"],
  reactionsUse: ["mail", "customer-accounts", "staff-accounts", "api-url"],
  routes: {
    "GET /v1/notifications": route({
      who: "notifications:read",
      summary: "The delivery log, the newest first",
      query: Listing.Filter,
      reply: { 200: page(Deliveries.Delivery) },
      refuses: ["400 filters_exclusive"],
      run: Listing.list,
    }),
  },
  reactions: {
    confirmOrder: on(OrderPlaced, async (event) => (await buyers()).placed(event)),
    confirmPayment: on(OrderPaid, async (event) => (await buyers()).paid(event)),
    tellCarIsReady: on(OrderReady, async (event) => (await buyers()).ready(event)),
    confirmCancellation: on(OrderCancelled, async (event) => (await buyers()).cancelled(event)),
    tellOrderExpired: on(OrderExpired, async (event) => (await buyers()).expired(event)),
    confirmRefund: on(OrderRefunded, async (event) => (await buyers()).refunded(event)),
    acknowledgeLead: on(LeadReceived, async (event) => (await inquiries()).acknowledge(event)),
    tellOwnerOfLead: on(LeadAssigned, async (event) => (await inquiries()).tellOwner(event)),
  },
  alarms: [
    {
      metric: "MailRefused",
      over: 10,
      minutes: 60,
      runbook: "SES refuses messages of ours: GET /v1/notifications names the codes, SES its reputation.",
    },
  ],
});
