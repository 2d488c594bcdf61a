import { Lead } from "./entities.ts";
import type * as Leads from "./lead.ts";

export { LeadId, Source, Stage } from "./events.ts";
export type { Lead } from "./lead.ts";

/** One lead with the submission's own contact; undefined where there is none. */
export function find(lead: string): Promise<Leads.Lead | undefined> {
  return Lead.find({ lead });
}
