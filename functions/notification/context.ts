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
import * as Buyers from "./buyers.ts";
import * as Deliveries from "./delivery.ts";
import { Delivery } from "./entities.ts";
import * as Inquiries from "./inquiries.ts";
import * as Listing from "./listing.ts";

export const notification = defineContext({
  name: "notification",
  summary: "Tells buyers and staff by e-mail, in their language and once, and keeps a log of what was sent.",
  permissions: ["notifications:read"],
  entities: [Delivery],
  reads: ["orders", "leads", "customers", "identity", "catalog"],
  uses: ["mail", "customer-pool", "staff-pool", "api-url"],
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
    confirmOrder: on(OrderPlaced, Buyers.placed),
    confirmPayment: on(OrderPaid, Buyers.paid),
    tellCarIsReady: on(OrderReady, Buyers.ready),
    confirmCancellation: on(OrderCancelled, Buyers.cancelled),
    tellOrderExpired: on(OrderExpired, Buyers.expired),
    confirmRefund: on(OrderRefunded, Buyers.refunded),
    acknowledgeLead: on(LeadReceived, Inquiries.acknowledge),
    tellOwnerOfLead: on(LeadAssigned, Inquiries.tellOwner),
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
