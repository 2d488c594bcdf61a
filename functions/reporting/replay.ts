import { type CloudEvent, history, readEvent, type Happened } from "#shared/events";
import { log } from "#shared/log";
import { settings } from "#shared/settings";
import { tallyInto } from "#shared/tallies";
import { dayIn, instant, now } from "#shared/time";
import type { Position } from "./entities.ts";
import { countDay } from "./figures.ts";

/** A third of a consumer's 30 seconds, and what that is sure to be enough for. */
const mostMilliseconds = 10_000;
const mostEvents = 5_000;
/** Proofs and figures of one transaction. */
const batchSize = 40;

/** The tally's name in the manifest: its proofs, and those of the replay, carry it. */
export const tallyName = "countDay";

/**
 * Counts logged events in a generation, from a position on, until the log ends or a step is full.
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
  let batch: Happened[] = [];
  let events = 0;
  for await (const event of history(from.day, instant().slice(0, 10))) {
    const day = event.time.slice(0, 10);
    if (day === from.day && event.id <= from.after) continue;
    events += 1;
    const happened = dayIn(zone, event.time) >= firstDay ? readable(event) : undefined;
    if (happened) batch.push(happened);
    const full = events >= mostEvents || now() >= until;
    if (batch.length < batchSize && !full) continue;
    await tallyInto(generation, tallyName, countDay, batch);
    batch = [];
    if (full) return { events, reached: { day, after: event.id } };
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
