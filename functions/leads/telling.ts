import { announce } from "#shared/events";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import { Lead } from "./entities.ts";
import { LeadMoved, LeadReceived, type Stage } from "./events.ts";
import type * as Leads from "./lead.ts";

/** The event by which reactions and reports learn of a lead. */
export function toldReceived(lead: Leads.Lead): Piece {
  const { person, source, vehicle, owner, stage, quarantined } = lead;
  return announce(LeadReceived, { lead: lead.lead, person, source, vehicle, owner, stage, quarantined });
}

/** The pieces that let a lead out of quarantine, with other changes to it. */
export function released(
  lead: Leads.Lead,
  changes: Partial<Leads.Lead> = {},
): { next: Leads.Lead; pieces: Piece[] } {
  const all = { board: lead.stage, ...changes, ...(lead.quarantined ? { quarantined: undefined } : {}) };
  const told = lead.quarantined ? [toldReceived({ ...lead, quarantined: undefined })] : [];
  return { next: { ...lead, ...all, version: lead.version + 1 }, pieces: [Lead.change(lead, all), ...told] };
}

/** The pieces that move a lead. One that is moved has been looked at: it leaves quarantine with the same write. */
export function moved(lead: Leads.Lead, stage: Stage, order?: string): { next: Leads.Lead; pieces: Piece[] } {
  const changes = { stage, board: stage, moved_at: instant(), ...(order ? { order } : {}) };
  const { next, pieces } = released(lead, changes);
  const event = { lead: lead.lead, from: lead.stage, to: stage, source: lead.source };
  return { next, pieces: [...pieces, announce(LeadMoved, event)] };
}
