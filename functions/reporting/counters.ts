/** The stored figures of a day, by name: what was never added to is not there. */
export type Counters = Readonly<Record<string, unknown>>;

/** @example figure(counters, "orders_paid") // 0 on a day without */
export function figure(counters: Counters, name: string): number {
  return Number(counters[name] ?? 0);
}

/** The figures of several days together. */
export function sum(days: readonly Counters[]): Counters {
  const all: Record<string, number> = {};
  for (const day of days) {
    for (const [name, value] of Object.entries(day))
      if (typeof value === "number" && name !== "generation") all[name] = (all[name] ?? 0) + value;
  }
  return all;
}
