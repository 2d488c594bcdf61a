import * as z from "zod/mini";
import { id } from "#shared/ids";

export const VehicleId = id("veh");

export const Body = z.enum([
  "sedan",
  "hatchback",
  "suv",
  "mpv",
  "coupe",
  "convertible",
  "estate",
  "pickup",
  "van",
]);
export type Body = z.output<typeof Body>;

export const Fuel = z.enum(["petrol", "diesel", "hybrid", "plug_in_hybrid", "electric", "hydrogen", "lpg"]);
export type Fuel = z.output<typeof Fuel>;

export const Transmission = z.enum(["manual", "automatic", "semi_automatic", "cvt"]);

export const Status = z.enum(["draft", "on_sale", "off_sale"]);
export type Status = z.output<typeof Status>;

/** Whether it can be ordered: `held` for somebody's order, `sold` for good. Follows orders and stock, never staff's edits. */
export const Availability = z.enum(["available", "held", "sold"]);
export type Availability = z.output<typeof Availability>;
