import * as z from "zod/mini";
import { Source, Stage } from "#functions/leads/events";
import { Refusal } from "#shared/errors";
import type { Ask } from "#shared/http";
import { Currency } from "#shared/money";
import { settings } from "#shared/settings";
import { Day } from "#shared/time";
import { type Counters, figure, sum } from "./counters.ts";
import { DayFigures } from "./entities.ts";
import { Funnel, funnelOf } from "./funnel.ts";
import { currentGeneration } from "./generations.ts";

const Whole = z.int();
const Minor = z
  .int()
  .register(z.globalRegistry, { description: "Minor units; a sum may exceed what one price may be." });

const Sales = z.object({
  currency: Currency,
  revenue: Minor.check(z.meta({ description: "Prices of the orders paid." })),
  refunded: Minor.check(z.meta({ description: "Given back of paid orders." })),
  net: Minor.check(z.meta({ description: "revenue - refunded." })),
  late_refunded: Minor.check(
    z.meta({ description: "Given back because it came too late: never part of revenue." }),
  ),
});

const Figures = z.object({
  orders: z.object({
    placed: Whole,
    paid: Whole,
    cancelled: Whole,
    expired: Whole,
    refunded: Whole,
  }),
  units: z.object({ sold: Whole, returned: Whole, net: Whole }),
  sales: z
    .array(Sales)
    .register(z.globalRegistry, { description: "One entry per currency that money moved in." }),
  leads: z.object({
    received: Whole,
    quarantined: Whole,
    by_source: z
      .partialRecord(Source, z.partialRecord(z.enum(["received", ...Stage.options]), Whole))
      .register(z.globalRegistry, {
        description:
          "Leads received of each source, and how many were moved to each stage; none is left out.",
      }),
  }),
});
type Figures = z.output<typeof Figures>;

export const DailyReport = z
  .object({
    from: Day,
    to: Day,
    zone: z.string().register(z.globalRegistry, { description: "A day is a day of this zone." }),
    days: z.array(z.extend(Figures, { day: Day })),
    totals: z.extend(Figures, {
      average_price: z.array(z.object({ currency: Currency, amount: Minor })).register(z.globalRegistry, {
        description: "Revenue per unit sold, to the nearest minor unit; no entry where none was sold.",
      }),
    }),
    funnel: Funnel,
  })
  .register(z.globalRegistry, {
    title: "DailyReport",
    description: "What each day of a dealer came to, with totals and the sales funnel.",
  });
export type DailyReport = z.output<typeof DailyReport>;

/** Both days belong to the report; a year and a month at most. */
export const Span = z.object({ from: Day, to: Day });
const mostDays = 400;

/**
 * The figures of a span of days: one Query, days on which nothing happened are there with zeros.
 *
 * @throws Refusal 400 `span_invalid` when it ends before it begins or is longer than 400 days.
 */
export async function daily({ query: { from, to } }: Ask<{ query: typeof Span }>): Promise<DailyReport> {
  const days = daysOf(from, to);
  const generation = await currentGeneration();
  const { data } = await DayFigures.list({ generation }, { from, to });
  const stored = new Map<string, Counters>(data.map((item) => [item.day, item]));
  const all = sum(data);
  const totals = figuresOf(all);
  return {
    from,
    to,
    zone: (await settings()).zone,
    days: days.map((day) => ({ day, ...figuresOf(stored.get(day) ?? {}) })),
    totals: { ...totals, average_price: averages(totals, all) },
    funnel: funnelOf(all),
  };
}

function figuresOf(counters: Counters): Figures {
  const of = (name: string): number => figure(counters, name);
  return {
    orders: {
      placed: of("orders_placed"),
      paid: of("orders_paid"),
      cancelled: of("orders_cancelled"),
      expired: of("orders_expired"),
      refunded: of("orders_refunded"),
    },
    units: {
      sold: of("units_sold"),
      returned: of("units_returned"),
      net: of("units_sold") - of("units_returned"),
    },
    sales: Currency.options
      .filter((currency) => moved(counters, currency))
      .map((currency) => ({
        currency,
        revenue: of(`revenue_${currency}`),
        refunded: of(`refunded_${currency}`),
        net: of(`revenue_${currency}`) - of(`refunded_${currency}`),
        late_refunded: of(`late_refunded_${currency}`),
      })),
    leads: {
      received: of("leads_received"),
      quarantined: of("leads_quarantined"),
      by_source: bySource(counters),
    },
  };
}

function moved(counters: Counters, currency: Currency): boolean {
  return ["revenue", "refunded", "late_refunded"].some((name) => `${name}_${currency}` in counters);
}

function bySource(counters: Counters): Figures["leads"]["by_source"] {
  const sources = Source.options.map((source) => {
    const stages = (["received", ...Stage.options] as const).flatMap((stage) => {
      const count = figure(counters, `lead_${source}_${stage}`);
      return count > 0 ? [[stage, count] as const] : [];
    });
    return [source, Object.fromEntries(stages)] as const;
  });
  return Object.fromEntries(sources.filter(([, stages]) => Object.keys(stages).length > 0));
}

function averages({ sales }: Figures, all: Counters): DailyReport["totals"]["average_price"] {
  return sales.flatMap(({ currency, revenue }) => {
    const sold = figure(all, `units_sold_${currency}`);
    return sold > 0 ? [{ currency, amount: Math.round(revenue / sold) }] : [];
  });
}

function daysOf(from: Day, to: Day): Day[] {
  const count = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  if (count < 1 || count > mostDays)
    throw new Refusal(
      400,
      "span_invalid",
      `A report goes from one day to the same or a later one, ${mostDays} days at most.`,
    );
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(from) + index * 86_400_000).toISOString().slice(0, 10),
  );
}
