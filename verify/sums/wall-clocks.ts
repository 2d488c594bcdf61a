const minute = 60_000;

/** One change of the clocks of a zone: minutes east of Greenwich before and after an instant. */
export type Change = {
  readonly zone: string;
  readonly at: number;
  readonly before: number;
  readonly after: number;
};

/** From the rules as they are published (IANA tz 2026a), written down here so that no library judges itself. */
export const changes: readonly Change[] = [
  { zone: "Europe/London", at: Date.parse("2026-03-29T01:00:00Z"), before: 0, after: 60 },
  { zone: "Europe/London", at: Date.parse("2026-10-25T01:00:00Z"), before: 60, after: 0 },
  { zone: "America/New_York", at: Date.parse("2026-03-08T07:00:00Z"), before: -300, after: -240 },
  { zone: "America/New_York", at: Date.parse("2026-11-01T06:00:00Z"), before: -240, after: -300 },
  { zone: "Australia/Lord_Howe", at: Date.parse("2026-04-04T15:00:00Z"), before: 660, after: 630 },
  { zone: "Australia/Lord_Howe", at: Date.parse("2026-10-03T15:30:00Z"), before: 630, after: 660 },
];

/** @example wallClock(changes[0], Date.parse("2026-03-29T01:00:00Z")) // "2026-03-29 02:00" */
export function wallClock({ at, before, after }: Change, moment: number): string {
  const east = (moment < at ? before : after) * minute;
  return new Date(moment + east).toISOString().slice(0, 16).replace("T", " ");
}
