import { defineContext, page, route } from "#shared/context";
import * as Adjusting from "./adjusting.ts";
import { Items as ItemStore, Movements as MovementStore, Units as UnitStore } from "./entities.ts";
import { StockMoved, StockRanLow } from "./events.ts";
import { Item } from "./item.ts";
import * as Items from "./items.ts";
import { Movement } from "./movement.ts";
import * as Movements from "./movements.ts";
import * as Moving from "./moving.ts";
import * as Receiving from "./receiving.ts";
import { Unit } from "./unit.ts";
import * as Units from "./units.ts";

export const inventory = defineContext({
  name: "inventory",
  summary: "Which cars there are, where they stand and whose they are; and stock that is counted.",
  permissions: ["stock:read", "stock:write"],
  entities: [UnitStore, ItemStore, MovementStore],
  announces: [StockMoved, StockRanLow],
  reads: ["dealers"],
  routes: {
    "GET /v1/stock-units": route({
      who: "stock:read",
      summary: "Cars in one state or of one store",
      query: Units.Filter,
      reply: { 200: page(Unit) },
      refuses: ["400 filters_exclusive"],
      run: Units.list,
    }),
    "POST /v1/stock-units": route({
      who: "stock:write",
      summary: "Receive a car",
      body: Receiving.NewUnit,
      reply: { 201: Unit },
      refuses: ["409 unit_exists", "422 store_unknown"],
      run: Receiving.add,
    }),
    "GET /v1/stock-units/{vin}": route({
      who: "stock:read",
      summary: "One car",
      reply: { 200: Unit },
      run: Units.show,
    }),
    "POST /v1/stock-units/{vin}/move": route({
      who: "stock:write",
      summary: "Move a car to another state or store",
      body: Moving.Move,
      reply: { 200: Unit },
      refuses: ["409 unit_held", "409 unit_sold", "409 unit_there_already", "422 store_unknown"],
      run: Moving.move,
    }),
    "GET /v1/stock-items": route({
      who: "stock:read",
      summary: "Counted stock",
      query: Items.Filter,
      reply: { 200: page(Item) },
      refuses: ["400 filters_exclusive"],
      run: Items.list,
    }),
    "POST /v1/stock-items": route({
      who: "stock:write",
      summary: "Begin to count a SKU at a store",
      body: Items.NewItem,
      reply: { 201: Item },
      refuses: ["409 item_exists", "422 store_unknown"],
      run: Items.add,
    }),
    "PATCH /v1/stock-items/{sku}": route({
      who: "stock:write",
      summary: "Change name or threshold of counted stock",
      body: Items.Change,
      reply: { 200: Item },
      run: Items.change,
    }),
    "POST /v1/stock-items/{sku}/adjust": route({
      who: "stock:write",
      summary: "Count pieces in, out or aside",
      body: Adjusting.Adjustment,
      reply: { 200: Item },
      refuses: ["409 stock_insufficient"],
      run: Adjusting.adjust,
    }),
    "GET /v1/stock-movements": route({
      who: "stock:read",
      summary: "The history of one car or SKU",
      query: Movements.Filter,
      reply: { 200: page(Movement) },
      refuses: ["400 filter_missing"],
      run: Movements.list,
    }),
  },
});
