import * as z from "zod";
import { Email, Phone, PersonId } from "#functions/customers/index";
import { id } from "#shared/ids";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { Locale } from "#shared/words";
import { LeadId, Source, Stage } from "./events.ts";

const Name = personal(z.string().trim().min(1).max(200));
const Message = personal(z.string().trim().min(1).max(4000));
const VehicleId = id("veh");

/** What the person agreed to, and under which text. */
const Consent = z.strictObject({ marketing: z.boolean(), policy: z.string().min(1).max(64).optional() });

export const Lead = z
  .object({
    lead: LeadId,
    person: PersonId,
    stage: Stage,
    source: Source,
    /** The submission's own contact, in one spelling: an answer to it goes there, whatever the person's record says. */
    contact: personal(
      z.object({ name: z.string().optional(), email: z.string().optional(), phone: z.string().optional() }),
    ),
    /** The contact was shown to be the person's, or staff say so. */
    verified: z.boolean(),
    message: Message.optional(),
    vehicle: VehicleId.optional(),
    locale: Locale.optional(),
    consent: Consent.optional(),
    note: personal(z.string().max(4000)).optional(),
    /** The account of the member of staff who works it. */
    owner: z.string().optional(),
    /** More came than people write: kept, but no mail is sent and nobody is bothered until staff release it. */
    quarantined: z.boolean().optional(),
    /** The list it stands in: its stage, or `quarantine`. */
    board: z.enum([...Stage.options, "quarantine"]),
    /** The order that won it. */
    order: z.string().optional(),
    received_at: Instant,
    moved_at: Instant,
    version: z.int(),
  })
  .meta({ title: "Lead", description: "A sales opportunity: somebody's interest, and how far it has come." });
export type Lead = z.output<typeof Lead>;

const asked = {
  message: Message.optional(),
  vehicle: VehicleId.optional(),
  locale: Locale.optional(),
  consent: Consent.optional(),
};

/** Either of the two is enough. */
const ContactInput = z.strictObject({
  name: Name.optional(),
  email: Email.optional(),
  phone: Phone.optional(),
});

/** What anybody may send. */
export const NewLead = z
  .strictObject({ contact: ContactInput, ...asked, source: Source.default("web") })
  .meta({
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
  source: Source.default("store"),
  verified: z.boolean().default(false),
  owner: z.string().min(1).max(128).optional(),
  note: Lead.shape.note,
});
export type StaffLead = z.output<typeof StaffLead>;

/** All that an anonymous sender hears: nothing of what they sent, and nothing of whom it was attached to. */
export const Receipt = z.object({ lead: LeadId }).meta({ title: "LeadReceipt" });
export type Receipt = z.output<typeof Receipt>;
