import {
  VehicleChanged,
  VehicleDeleted,
  VehiclePutOnSale,
  VehicleTakenOffSale,
} from "#functions/catalog/events";
import { LeadReceived } from "#functions/leads/events";
import { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import { anyone, defineContext, on, page, route } from "#shared/context";
import * as Activity from "./activity.ts";
import { ActivityDay, Company, Interest, Shelf } from "./entities.ts";
import { InterestShown } from "./events.ts";
import * as Interests from "./interests.ts";
import * as Offers from "./offers.ts";
import * as Signals from "./signals.ts";
import * as Similar from "./similar.ts";

export const recommendation = defineContext({
  name: "recommendation",
  summary: "What else a shopper may want: cars like this one, and cars that the same people looked at.",
  module: "recommendation",
  entities: [Shelf, Interest, Company, ActivityDay],
  announces: [InterestShown],
  reads: ["catalog"],
  uses: ["own-queue"],
  reactionsUse: ["own-queue"],
  routes: {
    "GET /v1/dealers/{dealer}/vehicles/{vehicle}/similar": route({
      who: anyone,
      summary: "Cars on sale that are like this one, or that the same people were interested in",
      reply: { 200: Similar.Recommendations },
      run: Similar.recommend,
    }),
    "POST /v1/dealers/{dealer}/signals": route({
      who: anyone,
      summary:
        "Tell that a visitor saw, compared, favoured, shared or searched; may be lost, is never linked to a person",
      body: Signals.Signal,
      reply: { 202: null },
      idempotency: "none",
      run: Signals.receive,
    }),
    "GET /v1/signals": route({
      who: "reports:read",
      summary: "What visitors did, day by day, newest first",
      query: Activity.Filter,
      reply: { 200: page(Activity.Day) },
      run: Activity.list,
    }),
  },
  reactions: {
    offer: on(VehiclePutOnSale, Offers.offer),
    correct: on(VehicleChanged, Offers.correct),
    withdraw: on([VehicleTakenOffSale, VehicleDeleted], Offers.withdraw),
    followOrder: on([OrderPlaced, OrderExpired, OrderCancelled, OrderPaid], Offers.followOrder),
    noteBuyer: on(OrderPlaced, Interests.noteBuyer),
    noteLead: on(LeadReceived, Interests.noteLead),
    noteVisitor: on(Signals.NoteSignal, Interests.noteVisitor),
    countCompany: Interests.countCompany,
    countActivity: Activity.countActivity,
  },
});
