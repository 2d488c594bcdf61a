import * as z from "zod/mini";
import { line } from "./texts.ts";

/** How a vehicle is equipped: the same attributes and units for every dealer, so that vehicles can be compared. */
export const Configuration = z
  .partial(
    z.strictObject({
      engine_cc: z.int().check(z.minimum(1), z.maximum(20_000)),
      power_kw: z.int().check(z.minimum(1), z.maximum(2_000)),
      torque_nm: z.int().check(z.minimum(1), z.maximum(5_000)),
      drive: z.enum(["front", "rear", "all"]),
      gears: z.int().check(z.minimum(1), z.maximum(20)),
      doors: z.int().check(z.minimum(1), z.maximum(8)),
      seats: z.int().check(z.minimum(1), z.maximum(30)),
      battery_kwh: z.number().check(z.minimum(0.1), z.maximum(500)),
      range_km: z
        .int()
        .check(z.minimum(1), z.maximum(3_000), z.meta({ description: "Electric range by WLTP or CLTC." })),
      features: z
        .array(line(80))
        .check(z.minLength(1), z.maxLength(60), z.meta({ examples: [["Heated seats", "Panoramic roof"]] })),
    }),
  )
  .register(z.globalRegistry, {
    title: "Configuration",
    description: "Technical attributes and equipment of a vehicle.",
  });
export type Configuration = z.output<typeof Configuration>;

/** The attributes in the order in which a comparison shows them; `features` are rows of their own. */
export const attributes = Object.keys(Configuration.shape).filter(
  (name): name is Exclude<keyof Configuration, "features"> => name !== "features",
);
