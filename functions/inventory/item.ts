import * as z from "zod/mini";
import { id } from "#shared/ids";
import { Instant } from "#shared/time";

export const Sku = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "1 to 64 letters, digits, points, dashes and underscores"),
    z.meta({ examples: ["OIL-5W30-4L"] }),
  );

/** More pieces than any store counts: catches a slip of the keyboard. */
export const Pieces = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** Stock that is counted and not named, such as parts and accessories, at one store. */
export const Item = z
  .object({
    sku: Sku,
    store: id("sto"),
    name: z.string().check(z.maxLength(200)),
    on_hand: Pieces,
    /** Put aside, for instance for a repair; still on hand. */
    reserved: Pieces,
    /** `on_hand` less `reserved`. */
    available: Pieces,
    /** An alert is given when `available` falls below. */
    threshold: Pieces,
    /** There while `available` is below the threshold, so that the list of what runs low is short. */
    low: z.optional(z.literal(true)),
    updated_at: Instant,
    version: z.int(),
  })
  .register(z.globalRegistry, { title: "StockItem", description: "Counted stock of one SKU at one store." });
export type Item = z.output<typeof Item>;
