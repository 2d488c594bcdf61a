import * as z from "zod/mini";
import { wholeNumber } from "#shared/http";
import { id } from "#shared/ids";
import { canonicalBrand } from "./brands.ts";
import { line } from "./texts.ts";
import { Body, Fuel, Transmission } from "./vocabulary.ts";

// One of each, shared: a schema costs every cold start some 25 µs.
const name = line(60);
const whole = wholeNumber();
const minor = z.optional(whole).register(z.globalRegistry, { description: "Minor units." });
const year = z.optional(wholeNumber({ max: 9999 }));

/** What shoppers filter by; amounts in minor units of the dealer's currency. */
export const filters = {
  q: z.optional(line(100)).register(z.globalRegistry, {
    description:
      "Words of brand, model or trim, whole or begun, in Latin or Chinese script; a word of four letters or more that no vehicle has may be off by one letter.",
    examples: ["宝马 x5"],
  }),
  brand: z.optional(name.check(z.overwrite(canonicalBrand))),
  model: z.optional(name).register(z.globalRegistry, { description: "In any case." }),
  body: z.optional(Body),
  fuel: z.optional(Fuel),
  transmission: z.optional(Transmission),
  colour: z.optional(line(40)).register(z.globalRegistry, { description: "In any case." }),
  store: z.optional(id("sto")),
  price_gte: minor,
  price_lte: minor,
  year_gte: year,
  year_lte: year,
  mileage_lte: z.optional(whole).register(z.globalRegistry, { description: "Kilometres." }),
};
export type Filters = z.output<z.ZodMiniObject<typeof filters>>;

const values = z.array(z.object({ value: z.string(), count: z.int() }));
const range = z.optional(z.object({ min: z.int(), max: z.int() }));

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
    price: range.check(z.meta({ description: "Minor units." })),
    year: range,
    mileage: range.check(z.meta({ description: "Kilometres." })),
  })
  .register(z.globalRegistry, { title: "VehicleFacets" });
export type Facets = z.output<typeof Facets>;

/** Facets of values, and facets of a range. */
export const valueFacets = ["brand", "model", "body", "fuel", "transmission", "colour", "store"] as const;
export const rangeFacets = ["price", "year", "mileage"] as const;
export type FacetName = (typeof valueFacets)[number] | (typeof rangeFacets)[number];
