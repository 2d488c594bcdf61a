import * as z from "zod";
import { id } from "#shared/ids";
import { Instant } from "#shared/time";

/** Why and how stock changed: written with the change, never altered. */
export const Movement = z
  .object({
    movement: id("mov"),
    kind: z.enum(["unit", "item"]),
    /** The VIN of a unit, the SKU of counted stock. */
    of: z.string(),
    from: z.string(),
    to: z.string(),
    quantity: z.int(),
    reason: z.string(),
    order: z.string().optional(),
    store: id("sto").optional(),
    actor: z.string(),
    at: Instant,
  })
  .meta({ title: "StockMovement", description: "One change of stock. The list of them is append-only." });
export type Movement = z.output<typeof Movement>;
