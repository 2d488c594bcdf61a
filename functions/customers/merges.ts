import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import { type Ask, page, paging } from "#shared/http";
import { instant } from "#shared/time";
import { otherwise, type Piece } from "#shared/transact";
import { write } from "#shared/write";
import { MergeProposal } from "./entities.ts";
import { PersonMergeProposed } from "./events.ts";
import * as People from "./person.ts";
import { PersonRaced } from "./raced.ts";

export const Filter = z.object({
  ...paging,
  state: z
    .optional(People.MergeProposal.shape.state)
    .register(z.globalRegistry, { description: "`open` if absent." }),
});
export const Proposals = page(People.MergeProposal);

/** The pieces that propose that two records are one person: none when staff have been asked before. */
export async function proposeMerge(person: string, other: string): Promise<Piece[]> {
  const proposal = [person, other].sort().join(".");
  if (await MergeProposal.find({ proposal })) return [];
  const item = MergeProposal.create({
    proposal,
    person,
    other,
    state: "open",
    created_at: instant(),
    version: 1,
  });
  return [otherwise(item, () => new PersonRaced()), announce(PersonMergeProposed, { person, other })];
}

/** The oldest first: who has waited longest is decided first. */
export function list({ query }: Ask<{ query: typeof Filter }>): Promise<z.output<typeof Proposals>> {
  const { state = "open", limit = 20, cursor } = query;
  return MergeProposal.by.inState({ state }, { limit, cursor });
}

/** Staff say that these are two people; the same pair is not proposed again. */
export async function dismiss({ params }: Ask<{ params: "proposal" }>): Promise<People.MergeProposal> {
  const proposal = await MergeProposal.get({ proposal: params.proposal });
  if (proposal.state === "accepted")
    throw new Refusal(409, "merge_decided", "These two records have been merged already.");
  const changes = { state: "dismissed" as const };
  return write([MergeProposal.change(proposal, changes)], {
    ...proposal,
    ...changes,
    version: proposal.version + 1,
  });
}
