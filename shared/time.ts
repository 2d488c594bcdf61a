import * as z from "zod/mini";

/** An instant in UTC with milliseconds, as `2026-11-25T09:30:00.000Z`: sorts as text. */
export const Instant = z.iso
  .datetime({ precision: 3 })
  .register(z.globalRegistry, { examples: ["2026-11-25T09:30:00.000Z"] });
export type Instant = z.output<typeof Instant>;

/** A calendar day, as `2026-11-25`, always the dealer's own day. */
export const Day = z.iso.date().register(z.globalRegistry, { examples: ["2026-11-25"] });
export type Day = z.output<typeof Day>;

/** An IANA zone that this runtime knows, as `Asia/Shanghai`. */
export const Zone = z
  .string()
  .check(z.maxLength(64), z.refine(isZone, "not an IANA time zone"), z.meta({ examples: ["Europe/London"] }));

/** Milliseconds since 1970. Every reading of the clock in the platform goes through here. */
export function now(): number {
  return clock.now();
}

/** @example instant() // "2026-11-25T09:30:00.000Z" */
export function instant(at: number = now()): Instant {
  return new Date(at).toISOString();
}

/**
 * The day an instant falls on in a zone: a report's day is the dealer's day.
 *
 * @example dayIn("Asia/Shanghai", "2026-11-24T17:00:00.000Z") // "2026-11-25"
 */
export function dayIn(zone: string, at: Instant | number): Day {
  return formatter(zone).format(new Date(at));
}

/** Waits by the clock in use, so that a simulated run does not wait at all. */
export function wait(milliseconds: number): Promise<void> {
  return clock.wait(milliseconds);
}

export type Clock = { now(): number; wait(milliseconds: number): Promise<void> };

/** Only tests turn the clock; without an argument it is the machine's again. */
export function turnClock(to: Clock = machine): void {
  clock = to;
}

const machine: Clock = {
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
let clock = machine;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it; there are as many as zones in use. */
function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formatters.set(zone, found);
  }
  return found;
}

function isZone(name: string): boolean {
  try {
    formatter(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
