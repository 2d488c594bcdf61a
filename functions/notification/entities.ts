import { entity } from "#shared/table";
import * as Deliveries from "./delivery.ts";

/** The delivery log. */
export const Delivery = entity({
  name: "Delivery",
  v: 1,
  schema: Deliveries.Delivery,
  key: { pk: "{dealer}#notification#delivery#{delivery}", sk: "delivery" },
  index: {
    newest: { slot: "gs1", pk: "{dealer}#notification#all", sk: "{at}#{delivery}" },
    ofPurpose: { slot: "gs2", pk: "{dealer}#notification#purpose#{purpose}", sk: "{at}#{delivery}" },
    ofOrder: { slot: "gs3", pk: "{dealer}#notification#order#{order}", sk: "{at}#{delivery}" },
    ofLead: { slot: "gs4", pk: "{dealer}#notification#lead#{lead}", sk: "{at}#{delivery}" },
  },
});
