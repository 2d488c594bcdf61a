import { defineContext, on, route } from "#shared/context";
import { ForgetGeneration, RebuildFurther } from "./commands.ts";
import * as Daily from "./daily.ts";
import { DayFigures, Generations, Rebuild } from "./entities.ts";
import { countDay } from "./figures.ts";
import * as Rebuilds from "./rebuild.ts";
import * as Rebuilding from "./rebuilding.ts";

export const reporting = defineContext({
  name: "reporting",
  summary:
    "What each day of a dealer came to: orders, units, revenue, leads by source and stage, and the funnel.",
  permissions: ["reports:read"],
  entities: [DayFigures, Generations],
  // The event log is everybody's: figures are rebuilt from it.
  reads: ["events"],
  // What the log no longer holds, for the same purpose.
  reactionsUse: ["archive"],
  routes: {
    "GET /v1/reports/daily": route({
      who: "reports:read",
      summary: "The figures of each day, with totals and the sales funnel",
      query: Daily.Span,
      reply: { 200: Daily.DailyReport },
      refuses: ["400 span_invalid"],
      run: Daily.daily,
    }),
    "POST /v1/reports/rebuild": route({
      who: "settings:write",
      summary: "Rebuild the figures of the last 58 days from the event log, or of more from the archive",
      body: Rebuilds.NewRebuild,
      reply: { 202: Rebuild },
      refuses: ["400 since_invalid", "409 rebuild_running"],
      run: Rebuilds.rebuild,
    }),
    "GET /v1/reports/rebuild": route({
      who: "settings:write",
      summary: "How the latest rebuild stands",
      reply: { 200: Rebuild },
      run: Rebuilds.show,
    }),
  },
  reactions: {
    countDay,
    rebuildFurther: on(RebuildFurther, Rebuilding.rebuildFurther),
    forgetGeneration: on(ForgetGeneration, Rebuilding.forget),
  },
});
