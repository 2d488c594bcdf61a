import * as z from "zod/mini";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { Locale } from "#shared/words";
import { PersonId } from "./events.ts";
import { Email, Phone } from "./spelling.ts";

/** `verified`: the person has shown that it is theirs, or staff say so. Unverified ones get no mail of ours. */
export const EmailContact = z.object({ address: z.string(), verified: z.boolean() });
/** `number` in E.164. */
export const PhoneContact = z.object({ number: z.string(), verified: z.boolean() });

const basics = {
  name: z.optional(personal(z.string().check(z.trim(), z.minLength(1), z.maxLength(200)))),
  sex: z.optional(personal(z.enum(["female", "male", "other"]))),
  birth_year: z.optional(personal(z.int().check(z.minimum(1900), z.maximum(2100)))),
  region: z.optional(personal(z.string().check(z.trim(), z.minLength(1), z.maxLength(100)))),
  occupation: z.optional(personal(z.string().check(z.trim(), z.minLength(1), z.maxLength(100)))),
  locale: z.optional(Locale),
};

export const Person = z
  .object({
    person: PersonId,
    ...basics,
    emails: personal(z.array(EmailContact)),
    phones: personal(z.array(PhoneContact)),
    /** The account in the customers' pool, once one has shown to be this person's. */
    account: z.optional(z.string()),
    /** This record is another's double and was merged into it. */
    merged_into: z.optional(PersonId),
    /** The name in lower case: what the list by name is sorted by. */
    sort_name: z.optional(personal(z.string())),
    created_at: Instant,
    /** As `created_at`, unless the record was merged into another and is no longer listed. */
    listed_at: z.optional(Instant),
    version: z.int(),
  })
  .register(z.globalRegistry, {
    title: "Person",
    description: "A person of a dealer: one record, by whatever channel they came.",
  });
export type Person = z.output<typeof Person>;

const contacts = {
  emails: z.optional(
    z
      .array(z.strictObject({ address: Email, verified: z._default(z.boolean(), false) }))
      .check(z.maxLength(10)),
  ),
  phones: z.optional(
    z
      .array(z.strictObject({ number: Phone, verified: z._default(z.boolean(), false) }))
      .check(z.maxLength(10)),
  ),
};

/** What staff enter. Lists of contacts are whole: what is left out is removed. */
export const PersonInput = z.strictObject({ ...basics, ...contacts });
export type PersonInput = z.output<typeof PersonInput>;

/** A car a person has ordered; what became of the order, the order says. */
export const Purchase = z
  .object({
    person: PersonId,
    order: z.string(),
    vehicle: z.string(),
    vin: z.string(),
    ordered_at: Instant,
  })
  .register(z.globalRegistry, { title: "Purchase" });

/** Two records that may be one person. */
export const MergeProposal = z
  .object({
    /** Both ids, the older first: one proposal a pair. */
    proposal: z.string(),
    /** The record the submission was attached to, which would be kept. */
    person: PersonId,
    other: PersonId,
    state: z.enum(["open", "accepted", "dismissed"]),
    created_at: Instant,
    version: z.int(),
  })
  .register(z.globalRegistry, { title: "MergeProposal" });
export type MergeProposal = z.output<typeof MergeProposal>;

/** Somebody has shown that a contact of this record, and so the record, is theirs. */
export function isProven({ account, emails, phones }: Person): boolean {
  return account !== undefined || [...emails, ...phones].some(({ verified }) => verified);
}

/** Lower case by no country's rules, so that the order is the same for everyone. */
export function sortName(name: string | undefined): string | undefined {
  return name?.normalize("NFKC").toLowerCase().slice(0, 100);
}
