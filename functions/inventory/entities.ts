import { entity } from "#shared/table";
import { Item } from "./item.ts";
import { Movement } from "./movement.ts";
import { Unit } from "./unit.ts";

/** The lists are kept by state and by store: a hold, which reads nothing, can move a unit in the first and need not in the second. */
export const Units = entity({
  name: "StockUnit",
  v: 1,
  schema: Unit,
  key: { pk: "{dealer}#inventory#unit#{vin}", sk: "unit" },
  index: {
    inState: { slot: "gs1", pk: "{dealer}#inventory#units-in-state#{state}", sk: "{vin}" },
    inStore: { slot: "gs2", pk: "{dealer}#inventory#units-in-store#{store}", sk: "{vin}" },
  },
});

export const Items = entity({
  name: "StockItem",
  v: 1,
  schema: Item,
  key: { pk: "{dealer}#inventory#item#{sku}", sk: "{store}" },
  index: {
    all: { slot: "gs1", pk: "{dealer}#inventory#items", sk: "{sku}#{store}" },
    inStore: { slot: "gs2", pk: "{dealer}#inventory#items-in-store#{store}", sk: "{sku}" },
    runningLow: { slot: "gs3", pk: "{dealer}#inventory#items-low#{low}", sk: "{sku}#{store}" },
  },
});

/** Identifiers sort by time, so the list of one thing's movements is its history. */
export const Movements = entity({
  name: "StockMovement",
  v: 1,
  schema: Movement,
  key: { pk: "{dealer}#inventory#movements#{kind}#{of}", sk: "{movement}" },
});
