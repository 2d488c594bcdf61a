import * as z from "zod/mini";
import { announce } from "#shared/events";
import { type Ask, page, paging } from "#shared/http";
import { newId } from "#shared/ids";
import { instant } from "#shared/time";
import { otherwise } from "#shared/transact";
import { write } from "#shared/write";
import { contactTaken, type KeyOf, rekey } from "./contacts.ts";
import { Person, PersonKey } from "./entities.ts";
import { PersonAdded } from "./events.ts";
import * as People from "./person.ts";
import { contactMissing, digestOf, Email, keysOf, normalPhone, Phone } from "./spelling.ts";

export const Filter = z.object({
  ...paging,
  email: z
    .optional(Email)
    .register(z.globalRegistry, { description: "Exactly this address, in any spelling." }),
  phone: z
    .optional(Phone)
    .register(z.globalRegistry, { description: "Exactly this number, in any spelling." }),
  name: z
    .optional(z.string().check(z.minLength(1), z.maxLength(100)))
    .register(z.globalRegistry, { description: "Names that begin so; sorted by name." }),
  sort: z
    .optional(z.enum(["name", "-created_at"]))
    .register(z.globalRegistry, { description: "`-created_at` if absent." }),
});
export const List = page(People.Person);

/** People by name or the newest first; or whoever has an address or a number. */
export async function list({ query }: Ask<{ query: typeof Filter }>): Promise<z.output<typeof List>> {
  const { email, phone, name, sort, limit = 20, cursor } = query;
  if (email ?? phone) return { data: await whoHas({ email, phone }) };
  const begin = People.sortName(name);
  if (begin) return Person.by.byName({}, { limit, cursor, from: begin, to: begin });
  if (sort === "name") return Person.by.byName({}, { limit, cursor });
  return Person.by.newest({}, { limit, cursor, reverse: true });
}

async function whoHas(contact: { email?: string; phone?: string }): Promise<People.Person[]> {
  const keys = await PersonKey.findAll((await keysOf(contact)).map((key) => ({ digest: digestOf(key) })));
  const ids = [...new Set(keys.flatMap((key) => (key ? [key.person] : [])))];
  const found = await Person.findAll(ids.map((person) => ({ person })));
  return found.flatMap((person) => (person ? [person] : []));
}

export function show({ params }: Ask<{ params: "person" }>): Promise<People.Person> {
  return Person.get({ person: params.person });
}

/** Staff enter a person. An address or a number that somebody has already names that record instead of a second one. */
export async function add({ body }: Ask<{ body: typeof People.PersonInput }>): Promise<People.Person> {
  const { emails = [], phones = [], ...basics } = await normalised(body);
  if (emails.length + phones.length === 0) throw contactMissing();
  const at = instant();
  const person: People.Person = {
    person: newId("per"),
    ...basics,
    emails,
    phones,
    sort_name: People.sortName(basics.name),
    created_at: at,
    listed_at: at,
    version: 1,
  };
  const claimed = keysFrom(person).map(({ key, verified }) =>
    otherwise(
      PersonKey.create({ digest: digestOf(key), ...key, person: person.person, verified, version: 1 }),
      (old) => contactTaken(String(old?.["person"])),
    ),
  );
  return write([Person.create(person), ...claimed, announce(PersonAdded, { person: person.person })], person);
}

/** Changes what is named. The lists of contacts are whole: what is left out of one is no longer this person's. */
export async function change({
  params,
  body,
  version,
}: Ask<{ params: "person"; body: typeof People.PersonInput }>): Promise<People.Person> {
  const person = await Person.get({ person: params.person });
  const given = await normalised(body);
  const changes = { ...given, ...(given.name ? { sort_name: People.sortName(given.name) } : {}) };
  const next: People.Person = { ...person, ...changes, version: person.version + 1 };
  const contacts =
    given.emails || given.phones ? await rekey(person.person, keysFrom(person), keysFrom(next)) : [];
  return write([Person.change(person, changes, { version }), ...contacts], next);
}

function keysFrom({ emails, phones }: Pick<People.Person, "emails" | "phones">): KeyOf[] {
  return [
    ...emails.map(({ address, verified }) => ({ key: { kind: "email" as const, value: address }, verified })),
    ...phones.map(({ number, verified }) => ({ key: { kind: "phone" as const, value: number }, verified })),
  ];
}

/** Two spellings of one contact are one entry; the last one's word on being verified counts. */
async function normalised(body: People.PersonInput): Promise<People.PersonInput> {
  const numbers = await Promise.all(
    (body.phones ?? []).map(async (phone) => ({ ...phone, number: await normalPhone(phone.number) })),
  );
  return {
    ...body,
    ...(body.emails
      ? { emails: [...new Map(body.emails.map((email) => [email.address, email])).values()] }
      : {}),
    ...(body.phones ? { phones: [...new Map(numbers.map((phone) => [phone.number, phone])).values()] } : {}),
  };
}
