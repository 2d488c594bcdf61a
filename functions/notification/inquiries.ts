import { offered } from "#functions/catalog/index";
import { personContact } from "#functions/customers/index";
import { contactOf } from "#functions/identity/index";
import type { LeadAssigned, LeadReceived } from "#functions/leads/events";
import * as Leads from "#functions/leads/index";
import { Refusal } from "#shared/errors";
import type { HappenedOf } from "#shared/events";
import { settings } from "#shared/settings";
import type { Piece } from "#shared/transact";
import { tell } from "./telling.ts";
import { leadAssigned } from "./templates/lead-assigned.ts";
import { leadReceived } from "./templates/lead-received.ts";

/** Thanks whoever sent an inquiry, once it is out of quarantine: at the address of that submission, else at a verified one of the person's. */
export async function acknowledge({ id, data }: HappenedOf<typeof LeadReceived>): Promise<Piece[]> {
  if (data.quarantined) return [];
  const lead = await read(data.lead);
  const person = lead.contact.email ? undefined : await personContact(lead.person);
  const { locale } = await settings();
  return tell({
    event: id,
    template: leadReceived,
    facts: lead,
    to: {
      id: lead.person,
      role: "buyer",
      name: lead.contact.name,
      email: lead.contact.email ?? (person?.verified.email ? person.email : undefined),
      locale: lead.locale ?? person?.locale ?? locale,
    },
    about: { lead: lead.lead },
    path: "vehicles",
  });
}

/** Tells a member of staff that a lead is theirs. One that is set aside bothers nobody. */
export async function tellOwner({ id, data }: HappenedOf<typeof LeadAssigned>): Promise<Piece[]> {
  const lead = await read(data.lead);
  if (lead.quarantined) return [];
  const owner = await contactOf(data.owner, "staff");
  const { locale } = await settings();
  return tell({
    event: id,
    template: leadAssigned,
    facts: { ...lead, car: lead.vehicle ? await carOf(lead.vehicle) : undefined },
    to: { locale, ...owner, id: data.owner, role: "owner" },
    about: { lead: lead.lead },
    path: `console/leads/${lead.lead}`,
  });
}

async function read(id: string): Promise<Leads.Lead> {
  const lead = await Leads.find(id);
  // The event is in the lead's own transaction: it is there, if not yet for every reader.
  if (!lead) throw new Error(`The lead ${id} cannot be read yet.`);
  return lead;
}

/** What the car is called; one that is no longer on sale is told by its number alone. */
async function carOf(vehicle: string) {
  try {
    return await offered(vehicle);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
