import * as z from "zod/mini";
import * as Time from "#shared/time";

/** What a visitor can do that says something about their taste. */
export const Kind = z.enum(["view", "compare", "favourite", "search", "share"]);
export type Kind = z.output<typeof Kind>;

const times = z._default(z.int().check(z.minimum(0)), 0);

/** How often visitors did what on one day of the dealer. */
export const Day = z
  .object({ day: Time.Day, view: times, compare: times, favourite: times, search: times, share: times })
  .register(z.globalRegistry, {
    title: "ActivityDay",
    description:
      "How often visitors did what on one day of the dealer. Signals may be lost: figures are lower bounds.",
  });
export type Day = z.output<typeof Day>;
