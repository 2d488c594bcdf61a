import * as z from "zod/mini";
import { personal } from "#shared/personal";
import { entity } from "#shared/table";
import * as People from "./person.ts";

export const Person = entity({
  name: "Person",
  v: 1,
  schema: People.Person,
  key: { pk: "{dealer}#customers#person#{person}", sk: "person" },
  index: {
    newest: { slot: "gs1", pk: "{dealer}#customers#people", sk: "{listed_at}#{person}" },
    byName: { slot: "gs2", pk: "{dealer}#customers#people-by-name", sk: "{sort_name}#{person}" },
  },
  subject: "person",
});

/**
 * One item per e-mail address, phone number or account: the condition on it is what makes one person one record.
 * An unverified submission may add a key to a person; its value waits here, and the person's own fields stay.
 */
export const PersonKey = entity({
  name: "PersonKey",
  v: 1,
  schema: () =>
    z.object({
      digest: z.string(),
      kind: z.enum(["email", "phone", "account"]),
      value: personal(z.string()),
      person: People.Person.shape.person,
      verified: z.boolean(),
      version: z.int(),
    }),
  key: { pk: "{dealer}#customers#person-key#{digest}", sk: "key" },
  index: { keysOfPerson: { slot: "gs1", pk: "{dealer}#customers#keys-of#{person}", sk: "{kind}#{digest}" } },
  subject: "person",
});
export type PersonKey = NonNullable<Awaited<ReturnType<typeof PersonKey.find>>>;

export const Purchase = entity({
  name: "Purchase",
  v: 1,
  schema: People.Purchase,
  key: { pk: "{dealer}#customers#purchases#{person}", sk: "{order}" },
  subject: "person",
});

export const MergeProposal = entity({
  name: "MergeProposal",
  v: 1,
  schema: People.MergeProposal,
  key: { pk: "{dealer}#customers#merge-proposal#{proposal}", sk: "proposal" },
  index: {
    inState: { slot: "gs1", pk: "{dealer}#customers#merge-proposals#{state}", sk: "{created_at}#{proposal}" },
  },
});
