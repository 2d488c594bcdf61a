import type { StaffChanged, StaffRemoved } from "#functions/identity/events";
import { membersWith } from "#functions/identity/index";
import { announce, type HappenedOf } from "#shared/events";
import { now } from "#shared/time";
import { at } from "#shared/timers";
import type { Piece } from "#shared/transact";
import { turnOf, works } from "./assigning.ts";
import { HandOver } from "./commands.ts";
import { Lead } from "./entities.ts";
import { LeadAssigned, Stage } from "./events.ts";
import { isOpen } from "./stages.ts";

/** Of each open stage; a lead takes two of a transaction's 100 pieces. */
const mostOfStage = 12;

/** The open leads of somebody who no longer works leads go to those who do: no inquiry waits for a leaver. */
export async function handOver({
  data: { account },
}: HappenedOf<typeof StaffRemoved | typeof StaffChanged | typeof HandOver>): Promise<Piece[]> {
  const accounts = (await membersWith(works)).map((member) => member.account);
  if (accounts.includes(account) || accounts.length === 0) return [];
  const pages = await Promise.all(
    Stage.options
      .filter(isOpen)
      .map((board) => Lead.by.ofOwner({ owner: account, board }, { limit: mostOfStage })),
  );
  const handed = pages
    .flatMap(({ data }) => data)
    .flatMap((lead) => {
      const owner = turnOf(lead.lead, accounts) ?? account;
      return [Lead.change(lead, { owner }), announce(LeadAssigned, { lead: lead.lead, owner })];
    });
  const more = pages.some(({ next_cursor }) => next_cursor);
  return more ? [...handed, at(now(), HandOver, { account })] : handed;
}
