import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { membersWith } from "#functions/identity/index";
import { Refusal } from "#shared/errors";
import { announce, type HappenedOf } from "#shared/events";
import type { Ask } from "#shared/http";
import type { Piece } from "#shared/transact";
import { write } from "#shared/write";
import { Lead } from "./entities.ts";
import { LeadAssigned, type LeadReceived } from "./events.ts";
import type * as Leads from "./lead.ts";

/** Whoever has this permission has a turn. */
export const works = "leads:work";

export const Assignment = z.strictObject({ owner: z.string().check(z.minLength(1), z.maxLength(128)) });

/** Gives a lead to a member of staff who may work leads. */
export async function assign({
  params,
  body,
}: Ask<{ params: "lead"; body: typeof Assignment }>): Promise<Leads.Lead> {
  const lead = await Lead.get({ lead: params.lead });
  if (lead.owner === body.owner) return lead;
  await assertWorks(body.owner);
  const changes = { owner: body.owner };
  const pieces = [Lead.change(lead, changes), announce(LeadAssigned, { lead: lead.lead, ...changes })];
  return write(pieces, { ...lead, ...changes, version: lead.version + 1 });
}

/** @throws Refusal 422 `owner_unknown` for an account that works no leads of this dealer. */
export async function assertWorks(owner: string): Promise<void> {
  const members = await membersWith(works);
  if (members.some(({ account }) => account === owner)) return;
  throw new Refusal(
    422,
    "owner_unknown",
    `No member of staff with the permission "${works}" has this account.`,
  );
}

/** Every lead has somebody who works it: staff of this dealer take turns, by chance and not by a counter. */
export async function assignLead({ data }: HappenedOf<typeof LeadReceived>): Promise<Piece[]> {
  if (data.quarantined) return [];
  const lead = await Lead.find({ lead: data.lead }, { consistent: true });
  if (!lead || lead.owner) return [];
  const members = await membersWith(works);
  const owner = turnOf(
    lead.lead,
    members.map(({ account }) => account),
  );
  if (!owner) return [];
  return [Lead.change(lead, { owner }), announce(LeadAssigned, { lead: lead.lead, owner })];
}

/**
 * Whose turn a lead is: the member whose account and the lead hash highest together. Shares are even but for
 * chance (with 5 members and 1,000 leads, each has 200 ± 25), whoever is there; no pointer or counter is read
 * or written, on which every lead of a dealer would have to wait for every other; and asked twice, the answer
 * is the same. When somebody comes or goes, only their own share moves.
 *
 * @example turnOf("lead_01kb…", ["a", "b"]) // "b"
 */
export function turnOf(lead: string, accounts: readonly string[]): string | undefined {
  const weigh = (account: string) => createHash("sha256").update(`${lead} ${account}`).digest("hex");
  const weighed = accounts.map((account) => ({ account, weight: weigh(account) }));
  return weighed.sort((a, b) => (a.weight < b.weight ? 1 : -1))[0]?.account;
}
