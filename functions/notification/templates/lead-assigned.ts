import type { Vehicle } from "#functions/catalog/index";
import type { Lead } from "#functions/leads/index";
import type { Letter, Say, Template } from "../letter.ts";

type Assigned = Lead & { car?: Pick<Vehicle, "brand" | "model" | "year"> | undefined };

/** To staff: who asked for what, so that they can answer at once. */
export const leadAssigned: Template<Assigned> = {
  purpose: "lead_assigned",
  edition: 1,
  write: (lead, say) => {
    const { leadAssigned: w } = say.w;
    return {
      subject: w.subject(lead.contact.name ?? lead.lead),
      news: w.news(say.dealer),
      facts: facts(lead, say),
      quote: lead.message,
      next: [lead.verified ? w.verified : w.unverified, w.soon],
      link: w.link,
    };
  },
};

function facts(lead: Assigned, { w: { labels }, ...say }: Say): Letter["facts"] {
  const values = [
    [labels.name, lead.contact.name],
    [labels.email, lead.contact.email],
    [labels.phone, lead.contact.phone],
    [labels.vehicle, lead.car ? say.vehicle(lead.car) : lead.vehicle],
    [labels.receivedAt, say.when(lead.received_at)],
    [labels.reference, lead.lead],
  ] as const;
  return values.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}
