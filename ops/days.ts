const milliseconds = 86_400_000;

/**
 * UTC days, both included.
 *
 * @throws Error for days that are none, or that end before they begin.
 */
export function daysOf(from: string, to: string): string[] {
  const [first, last] = [startOf(from), startOf(to)];
  if (first > last) throw new Error(`There is no day from ${from} to ${to}.`);
  return Array.from({ length: (last - first) / milliseconds + 1 }, (_, day) =>
    new Date(first + day * milliseconds).toISOString().slice(0, 10),
  );
}

/** When a UTC day begins. @throws Error when the text is no day. */
export function startOf(day: string): number {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) throw new Error(`"${day}" is no day: write it as 2026-11-25.`);
  return at;
}
