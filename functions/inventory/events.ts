import * as z from "zod/mini";
import { defineEvent } from "#shared/events";
import { id } from "#shared/ids";

export const StockMoved = defineEvent(
  "StockMoved",
  1,
  "A member of staff moved a vehicle or counted stock by hand. What orders do to stock is told by the orders' events.",
  () =>
    z.object({
      vin: z.optional(z.string()),
      vehicle: z.optional(id("veh")),
      sku: z.optional(z.string()),
      store: z.optional(id("sto")),
      /** States of a unit; of counted stock the figure that changed, `on_hand` or `reserved`. */
      from: z.string(),
      to: z.string(),
      /** Pieces, with sign; 1 for a vehicle. */
      quantity: z.int(),
      reason: z.string(),
    }),
);

export const StockRanLow = defineEvent(
  "StockRanLow",
  1,
  "Counted stock fell below its threshold: told once per crossing.",
  () => z.object({ sku: z.string(), store: id("sto"), available: z.int(), threshold: z.int() }),
);
