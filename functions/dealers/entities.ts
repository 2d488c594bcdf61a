import { entity } from "#shared/table";
import * as Dealers from "./dealer.ts";
import * as Stores from "./store.ts";

export const Dealer = entity({
  name: "Dealer",
  v: 1,
  schema: Dealers.Dealer,
  key: { pk: "{dealer}#dealers#dealer", sk: "dealer" },
  index: { allDealers: { slot: "gs1", pk: "platform#dealers#dealers", sk: "{dealer}" } },
});

/** A dealer has few stores: they share a partition and are listed in one read. */
export const Store = entity({
  name: "Store",
  v: 1,
  schema: Stores.Store,
  key: { pk: "{dealer}#dealers#stores", sk: "{store}" },
});
