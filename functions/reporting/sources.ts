import { archived } from "#shared/archived";
import { type CloudEvent, history, keptDays } from "#shared/events";
import { instant, now } from "#shared/time";

const dayMilliseconds = 86_400_000;

/** The last UTC day that the log no longer holds whole. */
export function lastGone(): string {
  return utcDay(keptDays);
}

/** Events of a UTC day, in order of time: from the log while it holds that day whole, else from the archive. */
export function eventsOf(day: string, gone: string): AsyncGenerator<CloudEvent> {
  return day > gone ? history(day, day) : archived(day, day);
}

/** The UTC day so many days ago. @example utcDay(0) // today */
export function utcDay(daysAgo: number): string {
  return instant(now() - daysAgo * dayMilliseconds).slice(0, 10);
}

/** @example dayAfter("2026-12-31") // "2027-01-01" */
export function dayAfter(day: string, days = 1): string {
  return instant(Date.parse(day) + days * dayMilliseconds).slice(0, 10);
}
