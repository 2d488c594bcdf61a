import * as z from "zod/mini";
import { PersonId } from "#functions/customers/events";
import { defineEvent } from "#shared/events";
import { id } from "#shared/ids";

export const LeadId = id("lead");

/** Where a sales opportunity stands; the moves between them are in `stages.ts`. */
export const Stage = z.enum(["new", "contacted", "qualified", "negotiating", "won", "lost"]);
export type Stage = z.output<typeof Stage>;

/** How a person came to the dealer. */
export const Source = z.enum(["web", "phone", "store", "event", "referral", "test_drive", "chat", "other"]);
export type Source = z.output<typeof Source>;

/** An account of staff: the `sub` of its tokens. */
const Account = z.string().check(z.minLength(1), z.maxLength(128));

export const LeadReceived = defineEvent(
  "LeadReceived",
  1,
  "Somebody is interested. A quarantined lead sends no mail and counts for nothing; released, it is told again without the mark.",
  () =>
    z.object({
      lead: LeadId,
      person: PersonId,
      source: Source,
      vehicle: z.optional(z.string()),
      owner: z.optional(Account),
      stage: Stage,
      quarantined: z.optional(z.boolean()),
    }),
);

export const LeadMoved = defineEvent("LeadMoved", 1, "A lead went to another stage.", () =>
  z.object({ lead: LeadId, from: Stage, to: Stage, source: Source }),
);

export const LeadAssigned = defineEvent("LeadAssigned", 1, "A lead belongs to a member of staff.", () =>
  z.object({ lead: LeadId, owner: Account }),
);
