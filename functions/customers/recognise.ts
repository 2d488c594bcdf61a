import { announce } from "#shared/events";
import { busy } from "#shared/errors";
import { newId } from "#shared/ids";
import { instant } from "#shared/time";
import { otherwise, type Piece } from "#shared/transact";
import type { Locale } from "#shared/words";
import { Person, PersonKey } from "./entities.ts";
import { PersonAdded } from "./events.ts";
import { proposeMerge } from "./merges.ts";
import { isProven, sortName } from "./person.ts";
import { PersonRaced } from "./raced.ts";
import { type Contact, contactMissing, digestOf, type Key, keysOf } from "./spelling.ts";
import { vouch } from "./vouch.ts";

export type Options = {
  /** True only if the person has shown that the contact is theirs, or a member of staff says so. */
  readonly verified: boolean;
  /** The account in the customers' pool; counts only with a verified contact. */
  readonly account?: string;
  readonly locale?: Locale;
};

export type Recognition = {
  readonly person: string;
  readonly isNew: boolean;
  /** To be written in the transaction that needs the person: claims of keys, the new record, proposals to merge. */
  readonly pieces: Piece[];
};

/** A key as it was asked for, with what the table knows of it. */
export type Claim = { readonly key: Key; readonly digest: string; readonly known: PersonKey | undefined };

/**
 * Finds whose contact this is, by any of its keys, in one batch read; the pieces' conditions decide races.
 *
 * An unverified contact changes no existing person: keys nobody has are attached to the record it belongs to,
 * and keys of several people are a proposal to merge, never a merge. A verified contact takes the keys that
 * were only claimed; what somebody else has verified stays theirs.
 *
 * @throws Refusal 422 `contact_missing`, `email_invalid` or `phone_invalid`.
 */
export async function recognise(
  contact: Contact,
  options: Options,
  read: { consistent?: boolean } = {},
): Promise<Recognition> {
  const { verified } = options;
  const keys = await keysOf(contact);
  if (options.account && verified) keys.unshift({ kind: "account", value: options.account });
  if (keys.length === 0) throw contactMissing();
  const digests = keys.map((key) => ({ digest: digestOf(key) }));
  const known = await PersonKey.findAll(digests, read);
  const claims = keys.map((key, index) => ({ key, ...digests[index]!, known: known[index] }));
  const owner = verified ? await provenOwnerOf(claims) : ownerOf(claims);
  const person = owner ?? newId("per");
  const pieces = [
    ...claims.flatMap((claim) => claimKey(person, claim, verified)),
    ...(owner === undefined ? newPerson(person, contact, options, claims) : []),
    ...(owner !== undefined && verified
      ? await vouch(person, { ...options, name: contact.name }, claims)
      : []),
    ...(await proposals(person, claims)),
  ];
  return { person, isNew: owner === undefined, pieces };
}

const tries = 6;

/**
 * Recognises, runs the write, and begins again where somebody else was first with the same person.
 *
 * @example return withRecognised(contact, { verified: false }, ({ person, pieces }) => write([...pieces, Lead.create(…)], receipt));
 * @throws Refusal 503 `busy` when races do not end.
 */
export async function withRecognised<T>(
  contact: Contact,
  options: Options,
  run: (recognition: Recognition) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    try {
      return await run(await recognise(contact, options, { consistent: attempt > 1 }));
    } catch (error) {
      if (!(error instanceof PersonRaced)) throw error;
    }
  }
  throw busy();
}

/** Of several owners: that of the account, else of a verified key, else of the e-mail address. */
function ownerOf(claims: readonly Claim[]): string | undefined {
  const known = claims.flatMap(({ known }) => (known ? [known] : []));
  const first =
    known.find(({ kind }) => kind === "account") ?? known.find(({ verified }) => verified) ?? known[0];
  return first?.person;
}

/**
 * Whose a verified contact is: of whoever has verified a key of it; else of a record that nobody has shown to be
 * theirs. A record with something verified is somebody else's, who may have claimed the key without having it.
 */
async function provenOwnerOf(claims: readonly Claim[]): Promise<string | undefined> {
  const proven = ownerOf(claims.filter(({ known }) => known?.verified));
  if (proven) return proven;
  const candidates = [...new Set(claims.flatMap(({ known }) => (known ? [known.person] : [])))];
  const records = await Person.findAll(
    candidates.map((person) => ({ person })),
    { consistent: true },
  );
  return records.find((record) => record && !isProven(record))?.person;
}

function newPerson(
  person: string,
  contact: Contact,
  { verified, account, locale }: Options,
  claims: readonly Claim[],
): Piece[] {
  const at = instant();
  const values = (kind: Key["kind"]) =>
    claims.filter(({ key }) => key.kind === kind).map(({ key }) => key.value);
  const record = Person.create({
    person,
    name: contact.name,
    locale,
    emails: values("email").map((address) => ({ address, verified })),
    phones: values("phone").map((number) => ({ number, verified })),
    account: verified ? account : undefined,
    sort_name: sortName(contact.name),
    created_at: at,
    listed_at: at,
    version: 1,
  });
  return [record, announce(PersonAdded, { person })];
}

/** Free keys become the person's on the condition that they still are free; claimed ones only by proof. */
function claimKey(person: string, { key, digest, known }: Claim, verified: boolean): Piece[] {
  const raced = () => new PersonRaced();
  if (!known) return [otherwise(PersonKey.create({ digest, ...key, person, verified, version: 1 }), raced)];
  if (!verified || known.verified) return [];
  return [otherwise(PersonKey.change(known, { person, verified }), raced)];
}

async function proposals(person: string, claims: readonly Claim[]): Promise<Piece[]> {
  const others = claims.flatMap(({ known }) => (known && known.person !== person ? [known.person] : []));
  return (await Promise.all([...new Set(others)].map((other) => proposeMerge(person, other)))).flat();
}
