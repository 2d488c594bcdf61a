import * as z from "zod/mini";
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
    order: z.optional(z.string()),
    store: z.optional(id("sto")),
    actor: z.string(),
    at: Instant,
  })
  .register(z.globalRegistry, {
    title: "StockMovement",
    description: "One change of stock. The list of them is append-only.",
  });
export type Movement = z.output<typeof Movement>;
