import * as z from "zod";
import { isVin, normaliseVin } from "./vin.ts";

/** A vehicle identification number in any case and spacing; kept in capitals without spaces. */
export const Vin = z
  .string()
  .max(40)
  .overwrite(normaliseVin)
  .refine(
    isVin,
    "not a vehicle identification number: 17 letters and digits without I, O and Q, and a correct check digit where the maker's region has one",
  )
  .meta({ examples: ["WBA8E9C50GK646247"] });

/** What a VIN says by itself; a member is missing where the number does not say it. */
export const VinFacts = z
  .object({
    wmi: z.string().meta({ description: "World manufacturer identifier: the first three characters." }),
    region: z.enum(["africa", "asia", "europe", "north_america", "oceania", "south_america"]).optional(),
    country: z.string().optional().meta({ description: "ISO 3166-1 alpha-2." }),
    maker: z.string().optional(),
    model_year: z.int().optional(),
    check_digit: z.enum(["valid", "invalid", "not_used"]),
  })
  .meta({ title: "VinFacts" });
export type VinFacts = z.output<typeof VinFacts>;
