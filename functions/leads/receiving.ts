import { readContact, type Recognition, withRecognised } from "#functions/customers/index";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { newId } from "#shared/ids";
import { instant } from "#shared/time";
import type { Piece } from "#shared/transact";
import { write } from "#shared/write";
import { assertWorks } from "./assigning.ts";
import { Lead } from "./entities.ts";
import { LeadAssigned } from "./events.ts";
import { assertCalm, isFlood } from "./floods.ts";
import type * as Leads from "./lead.ts";
import { toldReceived } from "./telling.ts";

/**
 * Receives an inquiry from anyone. The same person is found by any of their keys; an unverified submission
 * changes no record of theirs. Who works it is decided afterwards, so that the visitor does not wait for it.
 *
 * @throws Refusal 422 `contact_missing`, `phone_invalid`; 429 for a source that sends too much.
 */
export async function receive({ body }: Ask<{ body: typeof Leads.NewLead }>): Promise<Leads.Receipt> {
  const { contact, recipients } = await readContact(body.contact);
  await assertCalm();
  const quarantined = await isFlood(recipients);
  return withRecognised(contact, { verified: false, locale: body.locale }, (recognition) => {
    const lead = newLead(recognition, { ...body, contact, verified: false, quarantined });
    return write([...recognition.pieces, ...received(lead)], { lead: lead.lead });
  });
}

/** Staff enter what they heard by phone, in the store or at an event. */
export async function enter({ body }: Ask<{ body: typeof Leads.StaffLead }>): Promise<Leads.Lead> {
  const { contact } = await readContact(body.contact);
  if (body.owner) await assertWorks(body.owner);
  return withRecognised(contact, { verified: body.verified, locale: body.locale }, (recognition) => {
    const lead = newLead(recognition, { ...body, contact });
    const assigned = lead.owner ? [announce(LeadAssigned, { lead: lead.lead, owner: lead.owner })] : [];
    return write([...recognition.pieces, ...received(lead), ...assigned], lead);
  });
}

function received(lead: Leads.Lead): Piece[] {
  return [Lead.create(lead), toldReceived(lead)];
}

type Given = Omit<Leads.StaffLead, "contact"> & { contact: Leads.Lead["contact"]; quarantined?: boolean };

function newLead({ person }: Recognition, given: Given): Leads.Lead {
  const { quarantined, ...rest } = given;
  const at = instant();
  return {
    lead: newId("lead"),
    person,
    stage: "new",
    ...rest,
    ...(quarantined ? { quarantined } : {}),
    board: quarantined ? "quarantine" : "new",
    received_at: at,
    moved_at: at,
    version: 1,
  };
}
