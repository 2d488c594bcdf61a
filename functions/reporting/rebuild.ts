import * as z from "zod/mini";
import { missing, Refusal } from "#shared/errors";
import { keptDays } from "#shared/events";
import type { Ask } from "#shared/http";
import { settings } from "#shared/settings";
import { Day, dayIn, instant, now } from "#shared/time";
import { at } from "#shared/timers";
import { write } from "#shared/write";
import { RebuildFurther } from "./commands.ts";
import { Generations, type Rebuild } from "./entities.ts";
import { firstGeneration, pointer } from "./generations.ts";
import { dayAfter, utcDay } from "./sources.ts";

const dayMilliseconds = 86_400_000;
/** Ten years: each day of the archive is looked at, a step a minute. */
const mostDays = 3_660;
/** The log forgets by the second, sixty days on; a rebuild begins with the first day that is surely whole, even if it takes a day. */
const wholeDays = keptDays - 2;
/** A rebuild that got no further for so long has failed for good: another may begin. */
const givenUpAfter = 3_600_000;

export const NewRebuild = z
  .strictObject({
    on_difference: z.optional(z.enum(["keep", "switch"])).register(z.globalRegistry, {
      description:
        "Where the rebuilt figures are not the live ones: `keep` the live ones and tell the days (the default), or `switch` to the rebuilt ones.",
    }),
    since: z.optional(Day).register(z.globalRegistry, {
      description:
        "The first day to rebuild, at most ten years ago: days that the log no longer holds are read from the archive. Without it, or where it is later, the last 58 days.",
    }),
  })
  .register(z.globalRegistry, { title: "NewRebuild" });

/**
 * Starts to rebuild the figures from the event log: generation n+1 is written beside n from history and from
 * what happens meanwhile, compared, and read from then on. It goes on by itself, a step a minute.
 *
 * The log holds 60 days: older days are read from the archive where that is asked for, and else taken over as they are.
 * What it cannot do: a dealer that has moved to another time zone since gets the rebuilt days by the new one, which the
 * comparison then tells.
 *
 * @throws Refusal 400 `since_invalid` for a day more than ten years ago, 409 `rebuild_running` while an earlier one is on its way.
 */
export async function rebuild({ body }: Ask<{ body: typeof NewRebuild }>): Promise<Rebuild> {
  const { zone } = await settings();
  const known = await Generations.find(pointer, { consistent: true });
  if (known?.building !== undefined && Date.parse(known.progressed_at ?? "") > now() - givenUpAfter)
    throw new Refusal(409, "rebuild_running", "The figures are being rebuilt already.");
  const first = firstDay(dayIn(zone, now() - wholeDays * dayMilliseconds), body.since);
  const generation = (known?.last ?? firstGeneration) + 1;
  const begun: Rebuild = {
    generation,
    state: "running",
    on_difference: body.on_difference ?? "keep",
    first_day: first,
    events: 0,
    differing_days: [],
    started_at: instant(),
  };
  const state = {
    last: generation,
    building: generation,
    step: 0,
    // East of Greenwich a day begins on the UTC day before.
    position: { day: dayAfter(first, -1), after: "" },
    comparisons: 0,
    progressed_at: instant(),
    rebuild: begun,
  };
  const piece = known
    ? Generations.change(known, state)
    : Generations.create({ ...pointer, current: firstGeneration, version: 1, ...state });
  return write([piece, at(now(), RebuildFurther, { generation, step: 0 })], begun);
}

function firstDay(whole: Day, since: Day = whole): Day {
  if (since < utcDay(mostDays))
    throw new Refusal(400, "since_invalid", "Figures are rebuilt from ten years ago at most.");
  return since < whole ? since : whole;
}

/** How the latest rebuild stands. @throws Refusal 404 when there has been none. */
export async function show(): Promise<Rebuild> {
  const known = await Generations.find(pointer);
  if (!known?.rebuild) throw missing("Rebuild");
  return known.rebuild;
}
