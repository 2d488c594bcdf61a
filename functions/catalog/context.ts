import { StockMoved } from "#functions/inventory/events";
import { OrderCancelled, OrderExpired, OrderPaid, OrderPlaced } from "#functions/orders/events";
import { anyone, defineContext, on, page, route } from "#shared/context";
import type { Ask } from "#shared/http";
import * as Comparison from "./comparison.ts";
import * as Editing from "./editing.ts";
import { RebuildWindow, RenewWindow } from "./commands.ts";
import { Base, Segment, Vehicle, VinClaim, WindowChange, WindowRow } from "./entities.ts";
import * as Events from "./events.ts";
import * as Reindexing from "./reindexing.ts";
import * as Selling from "./selling.ts";
import * as Catalog from "./vehicle.ts";
import * as Vehicles from "./vehicles.ts";
import * as Window from "./window.ts";

// What follows events is of no use to a shopper's request, and is loaded by the first event.
const availability = () => import("./availability.ts");
const rebuild = () => import("./search/rebuild.ts");

/** Whatever may change what the shop window shows. */
const moving = [
  Events.VehiclePutOnSale,
  Events.VehicleChanged,
  Events.VehicleTakenOffSale,
  OrderPlaced,
  OrderPaid,
  OrderCancelled,
  OrderExpired,
  StockMoved,
];

export const catalog = defineContext({
  name: "catalog",
  summary:
    "The vehicles of a dealer: entered by staff, put on sale, found, seen in full and compared by shoppers.",
  permissions: ["vehicles:read", "vehicles:write"],
  entities: [Vehicle, VinClaim, WindowRow, WindowChange, Base, Segment],
  announces: Object.values(Events),
  reads: ["dealers"],
  routes: {
    "GET /v1/dealers/{dealer}/vehicles": route({
      who: anyone,
      summary: "Vehicles that can be bought, with text search, filters, sorting and facets",
      query: Window.WindowFilter,
      reply: { 200: Window.ShopWindow },
      refuses: ["400 cursor_invalid"],
      run: Window.browse,
    }),
    "GET /v1/dealers/{dealer}/vehicles/{vehicle}": route({
      who: anyone,
      summary: "All that a buyer asks of one vehicle",
      reply: { 200: Vehicles.VehicleDetail },
      run: Vehicles.detail,
    }),
    "GET /v1/dealers/{dealer}/vehicle-comparison": route({
      who: anyone,
      summary: "Two to four vehicles side by side",
      query: Comparison.Compared,
      reply: { 200: Comparison.Comparison },
      run: Comparison.compare,
    }),
    "GET /v1/drawings/{drawing}": route({
      who: anyone,
      summary: "A drawn side view for cars without a photograph, as `suv-silver.svg`",
      reply: { document: "image/svg+xml" },
      run: async (ask: Ask<{ params: "drawing" }>) => (await import("./drawing.ts")).draw(ask),
    }),
    "GET /v1/vehicles": route({
      who: "vehicles:read",
      summary: "The dealer's vehicles in whatever status, the newest first",
      query: Vehicles.StaffFilter,
      reply: { 200: page(Catalog.Vehicle) },
      run: Vehicles.list,
    }),
    "POST /v1/vehicles": route({
      who: "vehicles:write",
      summary: "Enter a vehicle as a draft",
      body: Catalog.NewVehicle,
      reply: { 201: Catalog.VehicleRecord },
      refuses: ["409 vin_exists", "422 currency_wrong", "422 store_unknown"],
      run: Editing.add,
    }),
    "POST /v1/vehicles/reindex": route({
      who: "vehicles:write",
      summary: "Make the shop window anew from the vehicles",
      reply: { 202: Reindexing.Reindexing },
      run: Reindexing.reindex,
    }),
    "GET /v1/vehicles/{vehicle}": route({
      who: "vehicles:read",
      summary: "One vehicle, in whatever status",
      reply: { 200: Catalog.VehicleRecord },
      run: Vehicles.show,
    }),
    "PATCH /v1/vehicles/{vehicle}": route({
      who: "vehicles:write",
      summary: "Change what is named of a vehicle",
      body: Catalog.VehicleChanges,
      reply: { 200: Catalog.VehicleRecord },
      refuses: ["422 currency_wrong", "422 store_unknown"],
      run: Editing.change,
    }),
    "DELETE /v1/vehicles/{vehicle}": route({
      who: "vehicles:write",
      summary: "Delete a vehicle that is not on sale and in no order",
      reply: { 204: null },
      refuses: ["409 vehicle_on_sale", "409 vehicle_in_order"],
      run: Editing.remove,
    }),
    "POST /v1/vehicles/{vehicle}/put-on-sale": route({
      who: "vehicles:write",
      summary: "Put a vehicle on sale",
      reply: { 200: Catalog.VehicleRecord },
      refuses: ["409 vehicle_sold", "422 vehicle_incomplete"],
      run: Selling.putOnSale,
    }),
    "POST /v1/vehicles/{vehicle}/take-off-sale": route({
      who: "vehicles:write",
      summary: "Take a vehicle off sale",
      reply: { 200: Catalog.VehicleRecord },
      refuses: ["409 vehicle_not_on_sale"],
      run: Selling.takeOffSale,
    }),
  },
  reactions: {
    foldNowAndThen: on(moving, async (event) => (await import("./search/fold.ts")).foldNowAndThen(event)),
    rebuildWindow: on(RebuildWindow, async (event) => (await rebuild()).rebuildFurther(event)),
    renewWindow: on(RenewWindow, async () => (await rebuild()).renew()),
    followOrder: on([OrderPlaced, OrderPaid, OrderCancelled, OrderExpired], async (event) =>
      (await availability()).followOrder(event),
    ),
    followStock: on(StockMoved, async (event) => (await availability()).followStock(event)),
  },
});
