export type Clock = ReturnType<typeof createClock>;

/**
 * A clock that stands still until a test turns it. It starts at the system's time unless told otherwise, so that
 * code which still reads the system clock agrees with it. `now()` is in milliseconds since 1970.
 *
 * @example const clock = createClock("2026-03-01T09:00:00Z"); clock.advance(60_000);
 */
export function createClock(start: Date | string = new Date()) {
  let now = instant(start);
  return {
    now: () => now,
    advance(milliseconds: number) {
      now += milliseconds;
    },
    set(date: Date | string) {
      now = instant(date);
    },
  };
}

function instant(date: Date | string): number {
  const milliseconds = new Date(date).getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError(`Not an instant: ${String(date)}`);
  return milliseconds;
}
