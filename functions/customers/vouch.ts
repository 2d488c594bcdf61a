import { otherwise, type Piece } from "#shared/transact";
import { Person, PersonKey } from "./entities.ts";
import { type Person as Record, sortName } from "./person.ts";
import { PersonRaced } from "./raced.ts";
import type { Claim } from "./recognise.ts";

/**
 * What a verified contact changes of the person it belongs to: its keys become verified, the record lists them
 * as such, and a missing name or account is filled in. Keys of other people are left alone.
 */
export async function vouch(
  person: string,
  { name, account }: { name?: string; account?: string },
  claims: readonly Claim[],
): Promise<Piece[]> {
  const own = claims.filter(({ known }) => !known || known.person === person);
  if (own.every(({ known }) => known?.verified)) return [];
  const record = await Person.get({ person }, { consistent: true });
  const keys = own.flatMap(({ known }) =>
    known && !known.verified ? [PersonKey.change(known, { verified: true })] : [],
  );
  const changes = {
    ...listed(record, own),
    ...(record.name === undefined && name ? { name, sort_name: sortName(name) } : {}),
    ...(record.account === undefined && account ? { account } : {}),
  };
  return [...keys, Person.change(record, changes)].map((piece) => otherwise(piece, () => new PersonRaced()));
}

function listed({ emails, phones }: Record, own: readonly Claim[]): Pick<Record, "emails" | "phones"> {
  const values = (kind: string) => own.filter(({ key }) => key.kind === kind).map(({ key }) => key.value);
  const addresses = values("email");
  const numbers = values("phone");
  return {
    emails: [
      ...emails.filter(({ address }) => !addresses.includes(address)),
      ...addresses.map((address) => ({ address, verified: true })),
    ],
    phones: [
      ...phones.filter(({ number }) => !numbers.includes(number)),
      ...numbers.map((number) => ({ number, verified: true })),
    ],
  };
}
