import * as z from "zod/mini";
import type { Ask } from "#shared/http";
import { Money } from "#shared/money";
import { attributes } from "./configuration.ts";
import { Vehicle } from "./entities.ts";
import type { Vehicle as Car } from "./vehicle.ts";
import { Availability, VehicleId } from "./vocabulary.ts";
import { rowOf } from "./record.ts";
import { assertPublic } from "./vehicles.ts";
import { WindowRow } from "./window-row.ts";

export const Compared = z.strictObject({
  vehicle: z.array(VehicleId).check(
    z.minLength(2, "name two to four vehicles"),
    z.maxLength(4, "name two to four vehicles"),
    z.refine((all) => new Set(all).size === all.length, "names a vehicle twice"),
    z.meta({ description: "Two to four vehicles: `vehicle=a&vehicle=b`." }),
  ),
});

const Value = z.union([z.string(), z.number(), z.boolean(), Money, z.null()]);
type Value = z.output<typeof Value>;

const ComparisonRow = z.object({
  field: z.string().register(z.globalRegistry, { examples: ["price", "configuration.power_kw", "feature"] }),
  feature: z
    .optional(z.string())
    .register(z.globalRegistry, { description: "Which one, where the field is `feature`." }),
  values: z.array(Value).register(z.globalRegistry, {
    description: "One for each vehicle, in their order; null where it is not known.",
  }),
  differs: z.boolean(),
});

export const Comparison = z
  .object({
    vehicles: z.array(z.extend(WindowRow, { availability: Availability })),
    rows: z.array(ComparisonRow),
  })
  .register(z.globalRegistry, { title: "VehicleComparison" });
export type Comparison = z.output<typeof Comparison>;

/**
 * Two to four vehicles side by side, one row for each property, in the order in which buyers ask: price,
 * configuration, equipment, model. One batch read.
 *
 * @throws Refusal 404 when one of them is not on sale.
 */
export async function compare({ query }: Ask<{ query: typeof Compared }>): Promise<Comparison> {
  const found = await Vehicle.findAll(query.vehicle.map((vehicle) => ({ vehicle })));
  const cars = found.map((car) => {
    assertPublic(car);
    return car;
  });
  return {
    vehicles: cars.map((car) => ({ ...rowOf(car), availability: car.availability })),
    rows: rowsOf(cars),
  };
}

const models = [
  "brand",
  "model",
  "trim",
  "year",
  "mileage_km",
  "body",
  "fuel",
  "transmission",
  "colour",
] as const;

/** Rows of a comparison; an attribute that none of the vehicles states has no row. */
export function rowsOf(cars: readonly Car[]): Comparison["rows"] {
  const rows = [
    row(
      "price",
      cars.map(({ price }) => price),
    ),
    ...attributes.map((name) =>
      row(
        `configuration.${name}`,
        cars.map(({ configuration }) => configuration[name]),
      ),
    ),
    ...featuresOf(cars),
    ...models.map((name) =>
      row(
        name,
        cars.map((car) => car[name]),
      ),
    ),
  ];
  return rows.filter(({ values }) => values.some((value) => value !== null));
}

/** A feature is the same in whatever case it is written. */
function featuresOf(cars: readonly Car[]): Comparison["rows"] {
  const has = cars.map(
    ({ configuration }) => new Set(configuration.features?.map((name) => name.toLowerCase())),
  );
  const names = new Map<string, string>();
  for (const name of cars.flatMap(({ configuration }) => configuration.features ?? []))
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  return [...names].map(([key, name]) => ({
    ...row(
      "feature",
      has.map((set) => set.has(key)),
    ),
    feature: name,
  }));
}

function row(field: string, given: readonly (Value | undefined)[]): Comparison["rows"][number] {
  const values = given.map((value) => value ?? null);
  return { field, values, differs: new Set(values.map((value) => JSON.stringify(value))).size > 1 };
}
