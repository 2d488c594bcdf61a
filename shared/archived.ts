import { folderOf, unpack } from "./archive-objects.ts";
import type { CloudEvent } from "./events.ts";
import { scope } from "./scope.ts";

/** Objects of one day that are fetched at the same time. */
const atOnce = 8;

/**
 * Every archived event of the scope's dealer from one UTC day to another, each once, in order of time: as `history`,
 * for days that the log no longer holds. Projections may be rebuilt from it; an effect may not take place again, because
 * nobody remembers who has seen what is so old.
 *
 * @example for await (const event of archived("2026-01-01", "2026-01-31")) …
 */
export async function* archived(from: string, to: string): AsyncGenerator<CloudEvent> {
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    yield* await wholeDay(new Date(at).toISOString().slice(0, 10));
}

async function wholeDay(day: string): Promise<CloudEvent[]> {
  const { getObject, keysUnder } = await import("./archive-bucket.ts");
  const { dealer } = scope();
  const keys = await keysUnder(folderOf(dealer, day));
  const events = new Map<string, CloudEvent>();
  for (let start = 0; start < keys.length; start += atOnce) {
    const objects = await Promise.all(keys.slice(start, start + atOnce).map(getObject));
    for (const event of objects.flatMap(unpack)) events.set(event.id, own(event, dealer));
  }
  return [...events.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** As the key guard does for the table. @throws Error when another dealer's event is in this dealer's folder. */
function own(event: CloudEvent, dealer: string): CloudEvent {
  if (event.dealer !== dealer)
    throw new Error(`An event of another dealer is in the archive of "${dealer}".`);
  return event;
}
