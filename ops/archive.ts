import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { archived } from "#shared/archived";
import { type CloudEvent, history } from "#shared/events";
import { system, within } from "#shared/scope";
import { findArchive } from "./archive-bucket.ts";
import { daysOf } from "./days.ts";
import { command, operatorOf, placeOptions } from "./operator.ts";

/** One UTC day: events in the archive by type, and how many of those that the log still holds are not in it. */
export type ArchivedDay = {
  readonly day: string;
  readonly events: number;
  readonly types: Readonly<Record<string, number>>;
  readonly missing: number;
};

/**
 * What the archive holds of a dealer, day by day, compared with the log. `missing` is some minutes' worth today and 0
 * on every other day; where it is not, `ops:replay --only archive` fills the gap while the log has it.
 *
 * @param take is given every event.
 * @throws Error for days that are none, or that end before they begin.
 */
export async function inspect(
  { dealer, from, to }: { dealer: string; from: string; to: string },
  take: (event: CloudEvent) => void = () => undefined,
): Promise<ArchivedDay[]> {
  const scope = { context: "ops", dealer, caller: system, correlation: `archive-${from}`, action: "archive" };
  return within(scope, async () => {
    const days: ArchivedDay[] = [];
    for (const day of daysOf(from, to)) {
      const events = await everyOf(archived(day, day));
      for (const event of events) take(event);
      const known = new Set(events.map(({ id }) => id));
      const logged = await everyOf(history(day, day));
      days.push({
        day,
        events: events.length,
        types: counts(events),
        missing: logged.filter(({ id }) => !known.has(id)).length,
      });
    }
    return days;
  });
}

/** A stream of events as a list. */
export async function everyOf(source: AsyncIterable<CloudEvent>): Promise<CloudEvent[]> {
  const events: CloudEvent[] = [];
  for await (const event of source) events.push(event);
  return events;
}

function counts(events: readonly CloudEvent[]): Record<string, number> {
  const byType: Record<string, number> = {};
  for (const { type } of events) byType[type] = (byType[type] ?? 0) + 1;
  return byType;
}

/** `npm run ops:archive -- --dealer D --from day --to day [--into file.ndjson] (--local | --stage prod)` */
if (import.meta.main)
  await command(async () => {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      options: { ...placeOptions, dealer: text, from: text, to: text, into: text },
    });
    const { dealer, from, to = from, into } = values;
    if (!dealer || !from || !to) throw new Error("Say --dealer, --from and --to (days in UTC).");
    const { named } = await operatorOf(values);
    const bucket = await findArchive(named.prefix);
    const lines: string[] = [];
    const days = await inspect({ dealer, from, to }, (event) => lines.push(`${JSON.stringify(event)}\n`));
    if (into) writeFileSync(into, lines.join(""));
    return { bucket, dealer, days: days.filter(({ events, missing }) => events + missing > 0) };
  });
