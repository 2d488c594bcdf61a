import * as z from "zod/mini";
import { id } from "#shared/ids";
import { Instant } from "#shared/time";
import { Locale } from "#shared/words";

/** What a message is for; its template has the same name. */
export const Purpose = z.enum([
  "order_placed",
  "order_paid",
  "order_ready",
  "order_cancelled",
  "order_expired",
  "order_refunded",
  "lead_received",
  "lead_assigned",
]);
export type Purpose = z.output<typeof Purpose>;

export const DeliveryId = id("dlv");

/** One message to one person, sent or not. It names accounts and people, never an address. */
export const Delivery = z
  .object({
    delivery: DeliveryId,
    /** The event that was told of. */
    event: z.string(),
    purpose: Purpose,
    channel: z.enum(["email"]),
    role: z.enum(["buyer", "owner"]),
    /** Account of the buyer or member of staff; the person, for a lead. */
    recipient: z.string(),
    order: z.optional(z.string()),
    lead: z.optional(z.string()),
    /** Name and edition of the wording, as `order_placed.1`. */
    template: z.string(),
    locale: Locale,
    state: z.enum(["sent", "skipped", "failed"]),
    /** Why nothing was sent, or the provider's code of its refusal. */
    reason: z.optional(z.string()),
    at: Instant,
    /** The provider's own name of the message. */
    provider_id: z.optional(z.string()),
    /** As in the message's `X-Forecourt-Effect` header: the same for every try of the same message. */
    effect: z.optional(z.string()),
  })
  .register(z.globalRegistry, {
    title: "Notification",
    description: "One message to one person: sent, refused, or why there was none.",
  });
export type Delivery = z.output<typeof Delivery>;
