import { otherwise, type Piece } from "#shared/transact";
import { Person } from "./entities.ts";
import { isProven, type Person as Record, sortName } from "./person.ts";
import { PersonRaced } from "./raced.ts";
import type { Claim } from "./recognise.ts";

/**
 * What a verified contact changes of the record it belongs to: it lists the contact as verified, and a missing
 * name or account is filled in. What another person has verified is not this one's.
 */
export async function vouch(
  person: string,
  { name, account }: { name?: string; account?: string },
  claims: readonly Claim[],
): Promise<Piece[]> {
  const own = claims.filter(({ known }) => known?.person === person || !known?.verified);
  if (own.every(({ known }) => known?.verified)) return [];
  const record = await Person.get({ person }, { consistent: true });
  // Somebody else has shown the record to be theirs since its keys were read.
  if (isProven(record) && !own.some(({ known }) => known?.verified)) throw new PersonRaced();
  const changes = {
    ...listed(record, own),
    ...(record.name === undefined && name ? { name, sort_name: sortName(name) } : {}),
    ...(record.account === undefined && account ? { account } : {}),
  };
  return [otherwise(Person.change(record, changes), () => new PersonRaced())];
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
