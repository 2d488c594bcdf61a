import * as z from "zod/mini";
import { Day } from "#shared/time";
import { Localized } from "#shared/words";

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** Wall-clock time in the store's zone. */
const Opens = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "not a time, as 09:30"));
const Closes = z
  .string()
  .check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "not a time, as 18:00 or 24:00"));

/** `closes` at or before `opens` is on the next day: 20:00 to 02:00 is six hours. */
const Span = z.strictObject({ opens: Opens, closes: Closes });
type Span = z.output<typeof Span>;

/** The spans of one day in order, none into the next; an empty list is a closed day. */
export const Hours = z.array(Span).check(
  z.maxLength(6),
  z.refine(inOrder, "spans must follow each other; only the last may end on the next day"),
  z.meta({
    examples: [
      [
        { opens: "09:00", closes: "12:30" },
        { opens: "13:30", closes: "18:00" },
      ],
    ],
  }),
);
export type Hours = z.output<typeof Hours>;

/** A weekday that is left out is closed. */
export const Week = z.strictObject(
  Object.fromEntries(weekdays.map((day) => [day, z.optional(Hours)])) as Record<
    (typeof weekdays)[number],
    z.ZodMiniOptional<typeof Hours>
  >,
);
export type Week = z.output<typeof Week>;

/** Days on which other hours hold than the week's: a holiday is an empty list. */
export const Exceptions = z
  .array(z.strictObject({ date: Day, hours: Hours, note: z.optional(Localized) }))
  .check(
    z.maxLength(100),
    z.refine((days) => new Set(days.map(({ date }) => date)).size === days.length, "a date is there twice"),
  );
export type Exceptions = z.output<typeof Exceptions>;

export type Opening = {
  readonly zone: string;
  readonly opening_hours: Week;
  readonly exceptions: Exceptions;
};

/**
 * Whether a place is open, by the clock on its own wall: when clocks go back the repeated hour counts twice,
 * when they go forward the missing one never comes.
 *
 * @param at milliseconds since 1970
 * @example isOpen(store, Date.parse("2026-11-25T09:30:00Z"))
 */
export function isOpen(place: Opening, at: number): boolean {
  const { date, time } = wallClock(place.zone, at);
  const today = hoursOn(place, date).some(
    ({ opens, closes }) => opens <= time && (closes > opens ? time < closes : true),
  );
  const sinceYesterday = hoursOn(place, dayBefore(date)).some(
    ({ opens, closes }) => closes <= opens && time < closes,
  );
  return today || sinceYesterday;
}

/** The hours of a calendar day: the exception's, else the weekday's. */
export function hoursOn({ opening_hours, exceptions }: Opening, date: string): Hours {
  const exception = exceptions.find((day) => day.date === date);
  const weekday = weekdays[new Date(date).getUTCDay()] ?? "sunday";
  return exception?.hours ?? opening_hours[weekday] ?? [];
}

function inOrder(spans: readonly Span[]): boolean {
  return spans.every(({ opens }, index) => {
    const before = spans[index - 1];
    return !before || (before.closes > before.opens && before.closes <= opens);
  });
}

function wallClock(zone: string, at: number): { date: string; time: string } {
  const [date = "", time = ""] = clockOf(zone).format(at).split(" ");
  return { date, time };
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it; Swedish writes `2026-11-25 09:30`. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const kept = clocks.get(zone);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  clocks.set(zone, made);
  return made;
}
