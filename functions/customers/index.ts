import { contactOf } from "#functions/identity/index";
import type { Locale } from "#shared/words";
import { Person, PersonKey } from "./entities.ts";
import { type Contact, contactMissing, digestOf, keysOf } from "./spelling.ts";

export { PersonId } from "./events.ts";
export { recognise, type Recognition, withRecognised } from "./recognise.ts";
export { type Contact, Email, Phone } from "./spelling.ts";

/** How to reach a person: a verified contact where there is one. What is not verified gets no mail. */
export type PersonContact = {
  readonly person: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly locale?: Locale;
  readonly verified: { readonly email: boolean; readonly phone: boolean };
};

/** One read; two for a record that was merged into another. Undefined where there is none. */
export async function personContact(person: string): Promise<PersonContact | undefined> {
  const found = await Person.find({ person });
  if (found?.merged_into) return personContact(found.merged_into);
  if (!found) return undefined;
  const email = found.emails.find(({ verified }) => verified) ?? found.emails[0];
  const phone = found.phones.find(({ verified }) => verified) ?? found.phones[0];
  return {
    person,
    name: found.name,
    email: email?.address,
    phone: phone?.number,
    locale: found.locale,
    verified: { email: email?.verified ?? false, phone: phone?.verified ?? false },
  };
}

/** The person an account belongs to; before the two are linked, whoever has the account's address. */
export async function personOfAccount(account: string): Promise<string | undefined> {
  const linked = await PersonKey.find(
    { digest: digestOf({ kind: "account", value: account }) },
    { consistent: true },
  );
  if (linked) return linked.person;
  const email = (await contactOf(account, "customers"))?.email;
  if (!email) return undefined;
  const [key] = await keysOf({ email });
  return key && (await PersonKey.find({ digest: digestOf(key) }, { consistent: true }))?.person;
}

/**
 * A contact in its one spelling, and names of its recipients that are not personal: for limits.
 *
 * @throws Refusal 422 `contact_missing`, `email_invalid`, `phone_invalid`.
 */
export async function readContact(contact: Contact): Promise<{ contact: Contact; recipients: string[] }> {
  const keys = await keysOf(contact);
  if (keys.length === 0) throw contactMissing();
  const value = (kind: string) => keys.find((key) => key.kind === kind)?.value;
  return {
    contact: { name: contact.name, email: value("email"), phone: value("phone") },
    recipients: keys.map(digestOf),
  };
}
