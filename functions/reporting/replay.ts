import { type CloudEvent, readEvent, type Happened } from "#shared/events";
import { log } from "#shared/log";
import { settings } from "#shared/settings";
import { tallyInto } from "#shared/tallies";
import { dayIn, now } from "#shared/time";
import type { Position } from "./entities.ts";
import { countDay } from "./figures.ts";
import { dayAfter, eventsOf, lastGone, utcDay } from "./sources.ts";

/** A third of a consumer's 30 seconds, and what that is sure to be enough for. */
const mostMilliseconds = 10_000;
const mostEvents = 5_000;
/** Proofs and figures of one transaction. */
const batchSize = 40;

/** The tally's name in the manifest: its proofs, and those of the replay, carry it. */
export const tallyName = "countDay";

/**
 * Counts archived and logged events in a generation, from a position on, until the log ends or a step is full.
 *
 * @returns how many events were read, and the position reached: none at the end of the log.
 */
export async function replay(
  generation: number,
  firstDay: string,
  from: Position,
): Promise<{ events: number; reached?: Position }> {
  const until = now() + mostMilliseconds;
  const { zone } = await settings();
  const batch: Happened[] = [];
  let events = 0;
  const count = async (): Promise<void> => tallyInto(generation, tallyName, countDay, batch.splice(0));
  const [gone, today] = [lastGone(), utcDay(0)];
  for (let { day } = from; day <= today; day = dayAfter(day)) {
    for await (const event of eventsOf(day, gone)) {
      if (day === from.day && event.id <= from.after) continue;
      events += 1;
      const happened = dayIn(zone, event.time) >= firstDay ? readable(event) : undefined;
      if (happened) batch.push(happened);
      const full = events >= mostEvents || now() >= until;
      if (batch.length < batchSize && !full) continue;
      await count();
      if (full) return { events, reached: { day, after: event.id } };
    }
    // A day of the archive takes its time also where nothing happened.
    if (day > gone || now() < until) continue;
    await count();
    return { events, reached: { day: dayAfter(day), after: "" } };
  }
  await tallyInto(generation, tallyName, countDay, batch);
  return { events };
}

/** What the figures count; an event that cannot be read was poison when it was live, and is not counted here either. */
function readable(event: CloudEvent): Happened | undefined {
  const kind = countDay.to.find(({ name }) => name === event.type);
  if (kind?.kind !== "event") return undefined;
  try {
    return readEvent(kind, event);
  } catch (error) {
    log.error("event not readable in a rebuild", error, { event: event.id, type: event.type });
    return undefined;
  }
}
