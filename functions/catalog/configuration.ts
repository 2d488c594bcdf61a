import * as z from "zod";
import { line } from "./texts.ts";

/** How a vehicle is equipped: the same attributes and units for every dealer, so that vehicles can be compared. */
export const Configuration = z
  .strictObject({
    engine_cc: z.int().min(1).max(20_000),
    power_kw: z.int().min(1).max(2_000),
    torque_nm: z.int().min(1).max(5_000),
    drive: z.enum(["front", "rear", "all"]),
    gears: z.int().min(1).max(20),
    doors: z.int().min(1).max(8),
    seats: z.int().min(1).max(30),
    battery_kwh: z.number().min(0.1).max(500),
    range_km: z.int().min(1).max(3_000).meta({ description: "Electric range by WLTP or CLTC." }),
    features: z
      .array(line(80))
      .min(1)
      .max(60)
      .meta({ examples: [["Heated seats", "Panoramic roof"]] }),
  })
  .partial()
  .meta({ title: "Configuration", description: "Technical attributes and equipment of a vehicle." });
export type Configuration = z.output<typeof Configuration>;

/** The attributes in the order in which a comparison shows them; `features` are rows of their own. */
export const attributes = Object.keys(Configuration.shape).filter(
  (name): name is Exclude<keyof Configuration, "features"> => name !== "features",
);
