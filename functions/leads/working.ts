import * as z from "zod/mini";
import { type Ask, page, paging } from "#shared/http";
import { write } from "#shared/write";
import { Lead } from "./entities.ts";
import { Stage } from "./events.ts";
import * as Leads from "./lead.ts";
import { assertMove } from "./stages.ts";
import { moved, released } from "./telling.ts";

export const Filter = z.object({
  ...paging,
  stage: z.optional(z.enum([...Stage.options, "quarantine"])).register(z.globalRegistry, {
    description: "A stage, or `quarantine`: what came in a flood and waits for release.",
  }),
  owner: z
    .optional(z.string().check(z.minLength(1), z.maxLength(128)))
    .register(z.globalRegistry, { description: "The account that works them." }),
  person: z
    .optional(z.string().check(z.minLength(1), z.maxLength(80)))
    .register(z.globalRegistry, { description: "Whose they are; not together with the others." }),
});
export const List = page(Leads.Lead);

/** The newest first. */
export function list({ query }: Ask<{ query: typeof Filter }>): Promise<z.output<typeof List>> {
  const { stage: board, owner, person, limit = 20, cursor } = query;
  const part = { limit, cursor, reverse: true };
  if (person) return Lead.by.ofPerson({ person }, part);
  if (owner) return Lead.by.ofOwner({ owner, ...(board ? { board } : {}) }, part);
  return board ? Lead.by.onBoard({ board }, part) : Lead.by.newest({}, part);
}

export function show({ params }: Ask<{ params: "lead" }>): Promise<Leads.Lead> {
  return Lead.get({ lead: params.lead });
}

export const Changes = z.strictObject({
  vehicle: Leads.Lead.shape.vehicle,
  source: z.optional(Leads.Lead.shape.source),
  note: Leads.Lead.shape.note,
});

export async function change({
  params,
  body,
  version,
}: Ask<{ params: "lead"; body: typeof Changes }>): Promise<Leads.Lead> {
  const lead = await Lead.get({ lead: params.lead });
  return write([Lead.change(lead, body, { version })], { ...lead, ...body, version: lead.version + 1 });
}

export const Move = z.strictObject({ stage: Stage });

/** Moves a lead to another stage. A move that is not in the table is refused by name. */
export async function move({
  params,
  body,
}: Ask<{ params: "lead"; body: typeof Move }>): Promise<Leads.Lead> {
  const lead = await Lead.get({ lead: params.lead });
  assertMove(lead.stage, body.stage);
  const { next, pieces } = moved(lead, body.stage);
  return write(pieces, next);
}

/** Staff have looked at it: it is an inquiry like any other. Releasing it again changes nothing. */
export async function release({ params }: Ask<{ params: "lead" }>): Promise<Leads.Lead> {
  const lead = await Lead.get({ lead: params.lead });
  if (!lead.quarantined) return lead;
  const { next, pieces } = released(lead);
  return write(pieces, next);
}
