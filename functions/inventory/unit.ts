import * as z from "zod/mini";
import { id } from "#shared/ids";
import { Instant } from "#shared/time";

export const UnitState = z.enum(["in_transit", "in_stock", "held", "sold"]);
export type UnitState = z.output<typeof UnitState>;

/** 17 characters without I, O and Q; catalog knows the rules of single markets. */
export const Vin = z
  .string()
  .check(
    z.regex(/^[A-HJ-NPR-Z0-9]{17}$/, "not a VIN: 17 capital letters and digits without I, O and Q"),
    z.meta({ examples: ["LSVAA4189E2184847"] }),
  );

/** One car there is: its VIN names it, and at any time it is in exactly one state. */
export const Unit = z
  .object({
    vin: Vin,
    vehicle: z.optional(id("veh")),
    store: z.optional(id("sto")),
    state: UnitState,
    /** The order a held or sold car belongs to. */
    held_by: z.optional(z.string()),
    /** When a hold lapses: from then on the car is free for the next buyer, whether or not anybody tidied up. */
    held_until: z.optional(Instant),
    sold_at: z.optional(Instant),
    created_at: Instant,
    version: z.int(),
  })
  .register(z.globalRegistry, { title: "StockUnit", description: "One car in stock, by its VIN." });
export type Unit = z.output<typeof Unit>;
