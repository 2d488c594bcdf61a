import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { type Ask, page, paging } from "#shared/http";
import { otherwise, type Piece } from "#shared/transact";
import { Person, PersonKey } from "./entities.ts";
import { PersonRaced } from "./raced.ts";
import { digestOf, type Key } from "./spelling.ts";

export const Contact = z
  .object({
    kind: PersonKey.definition.schema.shape["kind"] as z.ZodMiniEnum<{
      email: "email";
      phone: "phone";
      account: "account";
    }>,
    value: z.string(),
    verified: z.boolean(),
  })
  .register(z.globalRegistry, {
    title: "PersonContact",
    description:
      "A key of a person. One that the person's own lists lack was attached by an unverified submission.",
  });
export const Filter = z.object(paging);
export const List = page(Contact);

/** Everything a person is found by, also what submissions attached to them. */
export async function list({
  params,
  query,
}: Ask<{ params: "person"; query: typeof Filter }>): Promise<z.output<typeof List>> {
  const { limit = 20, cursor } = query;
  const found = await PersonKey.by.keysOfPerson({ person: params.person }, { limit, cursor });
  if (found.data.length === 0) await Person.get({ person: params.person });
  return found;
}

/** Staff may know whose it is: they have the permission to read it. */
export function contactTaken(person: string): Refusal {
  return new Refusal(409, "contact_taken", "This address or number belongs to another person.", { person });
}

export type KeyOf = { readonly key: Key; readonly verified: boolean };

/**
 * The pieces by which a person's keys become others: new ones are claimed, what was attached is taken up, what
 * is gone is free for somebody else. One batch read.
 *
 * @throws Refusal 409 `contact_taken` for a key of another person.
 */
export async function rekey(
  person: string,
  before: readonly KeyOf[],
  after: readonly KeyOf[],
): Promise<Piece[]> {
  const wanted = new Map(after.map((entry) => [digestOf(entry.key), entry]));
  const digests = [...new Set([...wanted.keys(), ...before.map(({ key }) => digestOf(key))])];
  const known = await PersonKey.findAll(
    digests.map((digest) => ({ digest })),
    { consistent: true },
  );
  const pieces = digests.flatMap((digest, index) => {
    const [entry, stored] = [wanted.get(digest), known[index]];
    if (!entry) return stored?.person === person ? [PersonKey.remove(stored)] : [];
    if (!stored)
      return [PersonKey.create({ digest, ...entry.key, person, verified: entry.verified, version: 1 })];
    if (stored.person !== person) throw contactTaken(stored.person);
    return stored.verified === entry.verified ? [] : [PersonKey.change(stored, { verified: entry.verified })];
  });
  return pieces.map((piece) => otherwise(piece, () => new PersonRaced()));
}
