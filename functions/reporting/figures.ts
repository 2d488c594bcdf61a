import type * as z from "zod/mini";
import { LeadMoved, LeadReceived, type Stage } from "#functions/leads/events";
import {
  OrderCancelled,
  OrderExpired,
  OrderPaid,
  OrderPlaced,
  OrderRefunded,
} from "#functions/orders/events";
import { tally } from "#shared/context";
import type { EventKind, Happened } from "#shared/events";
import type { Count } from "#shared/reactions";
import { settings } from "#shared/settings";
import { dayIn } from "#shared/time";
import { DayFigures } from "./entities.ts";
import { writtenGenerations } from "./generations.ts";

type Figures = Record<string, number>;

/** The way of a lead to a sale. `lost` is the other way out and no step of it. */
export const steps = ["new", "contacted", "qualified", "negotiating", "won"] as const satisfies Stage[];

/** What each event adds to its day. Sums only: any order of events, and any batches, come to the same. */
const rules: readonly Rule[] = [
  rule(OrderPlaced, () => ({ orders_placed: 1 })),
  rule(OrderPaid, ({ price }) => ({
    orders_paid: 1,
    units_sold: 1,
    [`units_sold_${price.currency}`]: 1,
    [`revenue_${price.currency}`]: price.amount,
  })),
  rule(OrderCancelled, ({ was_paid }) => ({
    orders_cancelled: 1,
    ...(was_paid ? { units_returned: 1 } : {}),
  })),
  rule(OrderExpired, () => ({ orders_expired: 1 })),
  rule(OrderRefunded, ({ amount, was_paid }) => ({
    orders_refunded: 1,
    [`${was_paid ? "refunded" : "late_refunded"}_${amount.currency}`]: amount.amount,
  })),
  rule(LeadReceived, ({ source, stage, quarantined }): Figures => {
    if (quarantined) return { leads_quarantined: 1 };
    return { leads_received: 1, [`lead_${source}_received`]: 1, ...reached(undefined, stage) };
  }),
  rule(LeadMoved, ({ source, from, to }) => ({
    [`lead_${source}_${to}`]: 1,
    ...reached(from, to),
  })),
];

/**
 * Counts every event in the figures of its day: the day in the dealer's zone when it happened, whenever it arrives.
 */
export const countDay = tally(
  rules.map(({ event }) => event),
  count,
  { generations: writtenGenerations },
);

async function count({ type, time, data }: Happened, generation: number): Promise<Count[]> {
  const add = rules.find(({ event }) => event.name === type)?.figures(data) ?? {};
  const { zone } = await settings();
  return [{ to: DayFigures, key: { generation, day: dayIn(zone, time) }, add }];
}

/**
 * A lead that leaps over steps has come past them: otherwise more would be won than negotiated. One that was
 * lost and is taken up again has come past the earlier ones before.
 */
function reached(from: Stage | undefined, to: Stage): Figures {
  const end = steps.findIndex((step) => step === to) + 1;
  const begin = from === "lost" ? end - 1 : steps.findIndex((step) => step === from) + 1;
  return Object.fromEntries(steps.slice(Math.max(begin, 0), end).map((step) => [`reached_${step}`, 1]));
}

type Rule = { readonly event: EventKind; readonly figures: (data: unknown) => Figures };

function rule<S extends z.ZodMiniType>(event: EventKind<S>, figures: (data: z.output<S>) => Figures): Rule {
  return { event, figures: figures as Rule["figures"] };
}
