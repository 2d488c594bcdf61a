import { changesKeptDays } from "../entities.ts";
import { instant, now } from "#shared/time";

const dayMilliseconds = 86_400_000;

/**
 * Longer than any of our functions runs (30 seconds, with clocks a little apart): a change that says it was made
 * earlier than this is in the table by now, or never will be.
 */
export const settlesWithin = 60_000;

/** What is older than this may have lost changes after it: they are kept for a day more. */
const followableDays = changesKeptDays - 1;
/** How often the segments are made anew: so that they can still be followed, and are read while they are kept. */
export const renewedAfter = 5 * dayMilliseconds;

/** The time before which nothing new will appear, seen from a moment. */
export function settledAt(moment: number): string {
  return instant(moment - settlesWithin);
}

/** True while every change since then can still be read. */
export function isFollowable(position: string): boolean {
  return Date.parse(position) > now() - followableDays * dayMilliseconds;
}
