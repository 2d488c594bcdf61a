import * as z from "zod/mini";
import { Stage } from "#functions/leads/events";
import { type Counters, figure } from "./counters.ts";
import { steps } from "./figures.ts";

const Rate = z.nullable(z.number()).register(z.globalRegistry, {
  description: "A share, 0.25 for a quarter, to four decimals; null where there is nothing to divide by.",
});

export const Funnel = z
  .object({
    steps: z.array(
      z.object({
        stage: Stage,
        reached: z.int(),
        of_step_before: Rate,
        of_received: Rate,
      }),
    ),
    orders: z.object({ placed: z.int(), paid: z.int(), paid_of_placed: Rate }),
  })
  .register(z.globalRegistry, {
    description:
      "How many leads reached each step of the way in these days, steps they leapt over included. A rate compares what happened in the same days: leads received before them can lift it above 1.",
  });
export type Funnel = z.output<typeof Funnel>;

/** The conversion from step to step, computed when it is read: only the counts are kept. */
export function funnelOf(counters: Counters): Funnel {
  const counts = steps.map((stage) => figure(counters, `reached_${stage}`));
  const [placed, paid] = [figure(counters, "orders_placed"), figure(counters, "orders_paid")];
  return {
    steps: steps.map((stage, index) => ({
      stage,
      reached: counts[index] ?? 0,
      of_step_before: rate(counts[index] ?? 0, counts[index - 1] ?? 0),
      of_received: rate(counts[index] ?? 0, counts[0] ?? 0),
    })),
    orders: { placed, paid, paid_of_placed: rate(paid, placed) },
  };
}

/** @example rate(1, 3) // 0.3333 */
export function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
