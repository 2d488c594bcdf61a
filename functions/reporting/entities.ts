import * as z from "zod/mini";
import { entity } from "#shared/table";
import { Day, Instant } from "#shared/time";

/**
 * What one day of a dealer came to: one item a day and generation. Beside the key every field is a whole
 * number that is only ever added to, so that the order of events and repeated batches change nothing:
 *
 * - `orders_placed|paid|cancelled|expired|refunded`, `units_sold`, `units_returned`
 * - `revenue_GBP`, `refunded_GBP`, `late_refunded_GBP`: minor units, per currency
 * - `leads_received`, `leads_quarantined`, `lead_web_received`, `lead_web_contacted`: source and stage
 * - `reached_contacted`: the funnel
 */
export const DayFigures = entity({
  name: "DayFigures",
  v: 1,
  schema: () => z.looseObject({ generation: z.int(), day: Day }),
  key: { pk: "{dealer}#reporting#daily#{generation}", sk: "{day}" },
});

/** How far a rebuild has come in archive and log: everything of the days before, and of `day` up to `after`. */
export const Position = z.object({ day: z.iso.date(), after: z.string() });
export type Position = z.output<typeof Position>;

export const Rebuild = z
  .object({
    generation: z.int(),
    state: z.enum(["running", "switched", "different"]),
    on_difference: z.enum(["keep", "switch"]),
    first_day: Day.check(
      z.meta({
        description: "Days before are older than what was read and were taken over as they were.",
      }),
    ),
    events: z.int().register(z.globalRegistry, { description: "Events read from archive and log so far." }),
    differing_days: z.array(Day).register(z.globalRegistry, {
      description: "Days on which the rebuilt figures were not the live ones.",
    }),
    started_at: Instant,
    ended_at: z.optional(Instant),
  })
  .register(z.globalRegistry, {
    title: "Rebuild",
    description: "The latest rebuild of a dealer's figures from the events.",
  });
export type Rebuild = z.output<typeof Rebuild>;

/** How a dealer's generations stand. `last` is the highest number ever used: none is used twice, nor are its proofs. */
const State = () =>
  z.object({
    figures: z.literal("daily"),
    current: z.int(),
    last: z.int(),
    building: z.optional(z.int()),
    step: z.optional(z.int()),
    position: z.optional(Position),
    comparisons: z.optional(z.int()),
    progressed_at: z.optional(Instant),
    rebuild: z.optional(Rebuild),
    version: z.int(),
  });
export type Generations = z.output<ReturnType<typeof State>>;

/** Which generation of the figures is read, which is written beside it, and how far that rebuild has come. */
export const Generations = entity({
  name: "Generations",
  v: 1,
  schema: State,
  key: { pk: "{dealer}#reporting#generations", sk: "{figures}" },
});
