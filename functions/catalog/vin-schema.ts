import * as z from "zod/mini";
import { isVin, normaliseVin } from "./vin.ts";

/** A vehicle identification number in any case and spacing; kept in capitals without spaces. */
export const Vin = z
  .string()
  .check(
    z.maxLength(40),
    z.overwrite(normaliseVin),
    z.refine(
      isVin,
      "not a vehicle identification number: 17 letters and digits without I, O and Q, and a correct check digit where the maker's region has one",
    ),
    z.meta({ examples: ["WBA8E9C50GK646247"] }),
  );

/** What a VIN says by itself; a member is missing where the number does not say it. */
export const VinFacts = z
  .object({
    wmi: z.string().register(z.globalRegistry, {
      description: "World manufacturer identifier: the first three characters.",
    }),
    region: z.optional(z.enum(["africa", "asia", "europe", "north_america", "oceania", "south_america"])),
    country: z.optional(z.string()).register(z.globalRegistry, { description: "ISO 3166-1 alpha-2." }),
    maker: z.optional(z.string()),
    model_year: z.optional(z.int()),
    check_digit: z.enum(["valid", "invalid", "not_used"]),
  })
  .register(z.globalRegistry, { title: "VinFacts" });
export type VinFacts = z.output<typeof VinFacts>;
