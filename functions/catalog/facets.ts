import * as z from "zod";
import { wholeNumber } from "#shared/http";
import { id } from "#shared/ids";
import { canonicalBrand } from "./brands.ts";
import { line } from "./texts.ts";
import { Body, Fuel, Transmission } from "./vehicle.ts";

/** What shoppers filter by; amounts in minor units of the dealer's currency. */
export const filters = {
  q: line(100)
    .optional()
    .meta({
      description:
        "Words of brand, model or trim, whole or begun, in Latin or Chinese script; a word of four letters or more that no vehicle has may be off by one letter.",
      examples: ["宝马 x5"],
    }),
  brand: line(60).overwrite(canonicalBrand).optional(),
  model: line(60).optional().meta({ description: "In any case." }),
  body: Body.optional(),
  fuel: Fuel.optional(),
  transmission: Transmission.optional(),
  colour: line(40).optional().meta({ description: "In any case." }),
  store: id("sto").optional(),
  price_gte: wholeNumber().optional().meta({ description: "Minor units." }),
  price_lte: wholeNumber().optional().meta({ description: "Minor units." }),
  year_gte: wholeNumber({ max: 9999 }).optional(),
  year_lte: wholeNumber({ max: 9999 }).optional(),
  mileage_lte: wholeNumber().optional().meta({ description: "Kilometres." }),
};
export type Filters = z.output<z.ZodObject<typeof filters>>;

const values = z.array(z.object({ value: z.string(), count: z.int() }));
const range = z.object({ min: z.int(), max: z.int() }).optional();

/** What there is to choose from: each facet is counted under all filters but its own. */
export const Facets = z
  .object({
    brand: values,
    model: values,
    body: values,
    fuel: values,
    transmission: values,
    colour: values,
    store: values,
    price: range.meta({ description: "Minor units." }),
    year: range,
    mileage: range.meta({ description: "Kilometres." }),
  })
  .meta({ title: "VehicleFacets" });
export type Facets = z.output<typeof Facets>;

/** Facets of values, and facets of a range. */
export const valueFacets = ["brand", "model", "body", "fuel", "transmission", "colour", "store"] as const;
export const rangeFacets = ["price", "year", "mileage"] as const;
export type FacetName = (typeof valueFacets)[number] | (typeof rangeFacets)[number];
