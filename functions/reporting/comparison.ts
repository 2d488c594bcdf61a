import { transact } from "#shared/transact";
import { DayFigures } from "./entities.ts";

/** Copies the days that are older than the event log: they are final, and nothing else knows them. */
export async function takeOverOlderDays(from: number, to: number, firstDay: string): Promise<void> {
  for (const day of await allDays(from)) {
    if (day.day < firstDay) await transact([DayFigures.put({ ...day, generation: to }, { generation: to })]);
  }
}

/** The days from `firstDay` on whose figures are not the same, figure for figure, in two generations. */
export async function differingDays(one: number, other: number, firstDay: string): Promise<string[]> {
  const [left, right] = [await allDays(one), await allDays(other)];
  const known = new Map(left.map((day) => [day.day, canonical(day)]));
  const rebuilt = new Map(right.map((day) => [day.day, canonical(day)]));
  return [...new Set([...known.keys(), ...rebuilt.keys()])]
    .filter((day) => day >= firstDay && known.get(day) !== rebuilt.get(day))
    .sort();
}

type Stored = Awaited<ReturnType<typeof DayFigures.get>>;

async function allDays(generation: number): Promise<Stored[]> {
  const days: Stored[] = [];
  let cursor: string | undefined;
  do {
    const page = await DayFigures.list({ generation }, { cursor, consistent: true });
    days.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return days;
}

function canonical({ generation: _generation, ...figures }: Stored): string {
  return JSON.stringify(Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1)));
}
