import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import type { Piece } from "#shared/transact";
import { write } from "#shared/write";
import { MergeProposal, Person, PersonKey, Purchase } from "./entities.ts";
import { PeopleMerged } from "./events.ts";
import type * as People from "./person.ts";

/** Both lists move in the one transaction of at most 100 pieces: a purchase takes two of them. */
const mostKeys = 20;
const mostPurchases = 30;

/**
 * Staff say that two records are one person: the other's keys and purchases become the kept one's, which takes
 * what it lacks; the other stays as a pointer, so that whoever still names it finds the person.
 *
 * @throws Refusal 409 `merge_decided` or `merge_too_large`.
 */
export async function accept({ params }: Ask<{ params: "proposal" }>): Promise<People.MergeProposal> {
  const proposal = await MergeProposal.get({ proposal: params.proposal });
  if (proposal.state === "accepted")
    throw new Refusal(409, "merge_decided", "These two records have been merged already.");
  const { person, other: merged } = proposal;
  const [kept, other] = await Promise.all([Person.get({ person }), Person.get({ person: merged })]);
  if (kept.merged_into || other.merged_into)
    throw new Refusal(409, "merge_decided", "One of these records has been merged into another already.");
  const changes = { state: "accepted" as const };
  const pieces = [
    MergeProposal.change(proposal, changes),
    Person.change(kept, union(kept, other)),
    Person.change(other, pointerTo(person)),
    ...(await movedKeys(person, merged)),
    ...(await movedPurchases(person, merged)),
    announce(PeopleMerged, { person, merged }),
  ];
  return write(pieces, { ...proposal, ...changes, version: proposal.version + 1 });
}

/** The kept record's word counts; the other fills its gaps. A contact is verified if either has verified it. */
function union(kept: People.Person, other: People.Person): Partial<People.Person> {
  const { person: _id, version: _version, created_at, listed_at: _listed, emails, phones, ...rest } = other;
  const gaps = Object.entries(rest).filter(([field]) => kept[field as keyof typeof rest] === undefined);
  return {
    ...Object.fromEntries(gaps),
    emails: joined(kept.emails, emails, ({ address }) => address),
    phones: joined(kept.phones, phones, ({ number }) => number),
    created_at: created_at < kept.created_at ? created_at : kept.created_at,
  };
}

function joined<C extends { verified: boolean }>(
  kept: C[],
  other: C[],
  valueOf: (contact: C) => string,
): C[] {
  const all = new Map<string, C>();
  for (const contact of [...kept, ...other]) {
    const verified = contact.verified || (all.get(valueOf(contact))?.verified ?? false);
    all.set(valueOf(contact), { ...contact, verified });
  }
  return [...all.values()];
}

function pointerTo(person: string): Partial<People.Person> {
  const nothing = {
    name: undefined,
    sex: undefined,
    birth_year: undefined,
    region: undefined,
    occupation: undefined,
  };
  const unlisted = { account: undefined, sort_name: undefined, listed_at: undefined };
  return { ...nothing, ...unlisted, emails: [], phones: [], merged_into: person };
}

async function movedKeys(person: string, merged: string): Promise<Piece[]> {
  const { data, next_cursor } = await PersonKey.by.keysOfPerson({ person: merged }, { limit: mostKeys });
  if (next_cursor) throw tooLarge();
  return data.map((key) => PersonKey.change(key, { person }));
}

async function movedPurchases(person: string, merged: string): Promise<Piece[]> {
  const { data, next_cursor } = await Purchase.list({ person: merged }, { limit: mostPurchases });
  if (next_cursor) throw tooLarge();
  return data.flatMap((purchase) => [Purchase.create({ ...purchase, person }), Purchase.remove(purchase)]);
}

function tooLarge(): Refusal {
  return new Refusal(
    409,
    "merge_too_large",
    "The merged record has more keys or purchases than can be moved at once.",
  );
}
