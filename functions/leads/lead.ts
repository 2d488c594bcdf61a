import * as z from "zod/mini";
import { Email, Phone, PersonId } from "#functions/customers/index";
import { id } from "#shared/ids";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { Locale } from "#shared/words";
import { LeadId, Source, Stage } from "./events.ts";

const Name = personal(z.string().check(z.trim(), z.minLength(1), z.maxLength(200)));
const Message = personal(z.string().check(z.trim(), z.minLength(1), z.maxLength(4000)));
const VehicleId = id("veh");

/** What the person agreed to, and under which text. */
const Consent = z.strictObject({
  marketing: z.boolean(),
  policy: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
});

export const Lead = z
  .object({
    lead: LeadId,
    person: PersonId,
    stage: Stage,
    source: Source,
    /** The submission's own contact, in one spelling: an answer to it goes there, whatever the person's record says. */
    contact: personal(
      z.object({
        name: z.optional(z.string()),
        email: z.optional(z.string()),
        phone: z.optional(z.string()),
      }),
    ),
    /** The contact was shown to be the person's, or staff say so. */
    verified: z.boolean(),
    message: z.optional(Message),
    vehicle: z.optional(VehicleId),
    locale: z.optional(Locale),
    consent: z.optional(Consent),
    note: z.optional(personal(z.string().check(z.maxLength(4000)))),
    /** The account of the member of staff who works it. */
    owner: z.optional(z.string()),
    /** More came than people write: kept, but no mail is sent and nobody is bothered until staff release it. */
    quarantined: z.optional(z.boolean()),
    /** The list it stands in: its stage, or `quarantine`. */
    board: z.enum([...Stage.options, "quarantine"]),
    /** The order that won it. */
    order: z.optional(z.string()),
    received_at: Instant,
    moved_at: Instant,
    version: z.int(),
  })
  .register(z.globalRegistry, {
    title: "Lead",
    description: "A sales opportunity: somebody's interest, and how far it has come.",
  });
export type Lead = z.output<typeof Lead>;

const asked = {
  message: z.optional(Message),
  vehicle: z.optional(VehicleId),
  locale: z.optional(Locale),
  consent: z.optional(Consent),
};

/** Either of the two is enough. */
const ContactInput = z.strictObject({
  name: z.optional(Name),
  email: z.optional(Email),
  phone: z.optional(Phone),
});

/** What anybody may send. */
export const NewLead = z
  .strictObject({ contact: ContactInput, ...asked, source: z._default(Source, "web") })
  .register(z.globalRegistry, {
    title: "NewLead",
    examples: [
      { contact: { name: "Ada Byron", email: "ada.byron@example.com" }, message: "Is it still there?" },
    ],
  });
export type NewLead = z.output<typeof NewLead>;

/** What staff enter. `verified`: they have seen that the contact is this person's. */
export const StaffLead = z.strictObject({
  contact: ContactInput,
  ...asked,
  source: z._default(Source, "store"),
  verified: z._default(z.boolean(), false),
  owner: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
  note: Lead.shape.note,
});
export type StaffLead = z.output<typeof StaffLead>;

/** All that an anonymous sender hears: nothing of what they sent, and nothing of whom it was attached to. */
export const Receipt = z.object({ lead: LeadId }).register(z.globalRegistry, { title: "LeadReceipt" });
export type Receipt = z.output<typeof Receipt>;
