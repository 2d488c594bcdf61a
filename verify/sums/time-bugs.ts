import type { Bug } from "../guarantee.ts";

const winter = (zone: string, at: string): string =>
  `new Date(${at} + Date.parse(new Date("2026-01-15T12:00:00Z").toLocaleString("sv-SE", { timeZone: ${zone} }) + "Z") - Date.parse("2026-01-15T12:00:00Z")).toISOString()`;

/** Ways to lose an hour. */
export const bugs: readonly Bug[] = [
  {
    name: "a day is by the offset that the zone has in January",
    file: "shared/time.ts",
    find: "return formatter(zone).format(new Date(at));",
    put: `return ${winter("zone", "new Date(at).getTime()")}.slice(0, 10);`,
  },
  {
    name: "a report's day is Greenwich's",
    file: "functions/reporting/figures.ts",
    find: "day: dayIn(zone, time) }",
    put: `day: dayIn(zone && "UTC", time) }`,
  },
  {
    name: "a door opens by the offset that the zone has in January",
    file: "functions/dealers/opening-hours.ts",
    find: `const [date = "", time = ""] = clockOf(zone).format(at).split(" ");`,
    put: `const [date = "", time = ""] = ${winter("zone", "at")}.slice(0, 16).split("T");\n  clockOf(zone);`,
  },
  {
    name: "a night that goes on from yesterday is closed at midnight",
    file: "functions/dealers/opening-hours.ts",
    find: "return today || sinceYesterday;",
    put: "return today || (sinceYesterday && time === date);",
  },
  {
    name: "a hold ends half an hour later by the wall",
    file: "functions/orders/placing.ts",
    find: "hold_until: instant(now() + holdMilliseconds),",
    put: `hold_until: instant(Date.parse(new Date(now() + holdMilliseconds).toLocaleString("sv-SE", { timeZone: "Europe/London" }) + "Z")),`,
  },
  {
    name: "a timer is due in the minute that its time is in",
    file: "shared/timers.ts",
    find: "minuteOf(Math.max(time, now()) + minute - 1)",
    put: "minuteOf(Math.max(time, now()))",
  },
  {
    name: "letters tell the time of Greenwich",
    file: "functions/notification/telling.ts",
    find: "const { name: dealer, zone } = await settings();",
    put: `const { name: dealer } = await settings();\n  const zone = "UTC";`,
  },
  {
    name: "what is over is due in a minute that nobody looks at any more",
    file: "shared/timers.ts",
    find: "minuteOf(Math.max(time, now()) + minute - 1)",
    put: "minuteOf(time + minute - 1)",
  },
  {
    name: "the sweep looks at no minute again",
    file: "shared/sweep.ts",
    find: "const again = 5;",
    put: "const again = 0;",
  },
  {
    name: "after a rest the sweep leaps to the present",
    file: "shared/sweep.ts",
    find: "{ set: { minute: minuteOf(last) } }",
    put: "{ set: { minute: minuteOf(now()) } }",
  },
  {
    name: "of what takes several pages the first is read",
    file: "shared/reads.ts",
    find: "} while (ExclusiveStartKey);",
    put: "} while (!ExclusiveStartKey && !asked);",
  },
];
