import * as z from "zod/mini";
import { tally } from "#shared/context";
import { type Ask, paging } from "#shared/http";
import type { PageOf } from "#shared/reads";
import { settings } from "#shared/settings";
import * as Time from "#shared/time";
import type { Day } from "./activity-day.ts";
import { ActivityDay } from "./entities.ts";
import { NoteSignal } from "./signals.ts";

export { Day } from "./activity-day.ts";

export const Filter = z.object({
  ...paging,
  from: z
    .optional(Time.Day)
    .register(z.globalRegistry, { description: "First day, in the dealer's own zone." }),
  to: z.optional(Time.Day).register(z.globalRegistry, { description: "Last day, in the dealer's own zone." }),
});

/** Days with signals, newest first: one query. */
export function list({ query }: Ask<{ query: typeof Filter }>): Promise<PageOf<Day>> {
  const { from, to, limit = 20, cursor } = query;
  return ActivityDay.list({}, { from, to, limit, cursor, reverse: true });
}

export const countActivity = tally(NoteSignal, async ({ time, data }) => {
  const { zone } = await settings();
  return [{ to: ActivityDay, key: { day: Time.dayIn(zone, time) }, add: { [data.kind]: 1 } }];
});
