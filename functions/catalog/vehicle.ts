import * as z from "zod/mini";
import { id } from "#shared/ids";
import { Money } from "#shared/money";
import { Instant, now } from "#shared/time";
import { Configuration } from "./configuration.ts";
import { line, Photo, shortText } from "./texts.ts";
import { canonicalBrand } from "./brands.ts";
import { Vin, VinFacts } from "./vin-schema.ts";
import { Availability, Body, Fuel, Status, Transmission, VehicleId } from "./vocabulary.ts";

/** Model years are announced up to two years ahead. */
const yearsAhead = 2;

/** What staff write of a vehicle, the same for every dealer. */
const written = {
  brand: line(60).check(
    z.overwrite(canonicalBrand),
    z.meta({ description: "In the spelling all dealers share, whatever was sent.", examples: ["BMW"] }),
  ),
  model: line(60).check(z.meta({ examples: ["320d"] })),
  trim: z.optional(line(80)),
  year: z.int().check(
    z.minimum(1900),
    z.maximum(2200),
    z.refine((year) => year <= new Date(now()).getUTCFullYear() + yearsAhead, "too far in the future"),
    z.meta({ description: "Model year." }),
  ),
  colour: line(40).check(z.meta({ examples: ["Alpine white"] })),
  configuration: Configuration,
  body: Body,
  fuel: Fuel,
  transmission: z.optional(Transmission),
  mileage_km: z.int().check(z.minimum(0), z.maximum(2_000_000)),
  price: Money,
  selling_points: z.optional(z.array(shortText(300)).check(z.maxLength(12))),
  store: z.optional(id("sto")),
};
const photos = z.array(Photo).check(z.maxLength(30));

const example = {
  vin: "WBA8E9C50GK646247",
  brand: "BMW",
  model: "320d",
  trim: "M Sport",
  year: 2022,
  colour: "Alpine white",
  configuration: {
    engine_cc: 1995,
    power_kw: 140,
    drive: "rear" as const,
    doors: 4,
    features: ["Head-up display"],
  },
  body: "sedan" as const,
  fuel: "diesel" as const,
  transmission: "automatic" as const,
  mileage_km: 41200,
  price: { amount: 1899500, currency: "GBP" as const },
  photos: [{ url: "/photos/sedan-white.svg", alt: { en: "From the front left" } }],
};

/** A new vehicle as staff enter it; it begins as a draft. */
export const NewVehicle = z
  .strictObject({ vin: Vin, ...written, photos: z._default(photos, []) })
  .register(z.globalRegistry, { title: "NewVehicle", examples: [example] });
export type NewVehicle = z.output<typeof NewVehicle>;

/** What staff change of a vehicle; `null` empties a field that may be empty. The VIN stays: another VIN is another vehicle. */
export const VehicleChanges = z
  .strictObject({
    ...z.partial(z.object({ ...written, photos })).shape,
    trim: z.nullable(written.trim),
    transmission: z.nullable(written.transmission),
    selling_points: z.nullable(written.selling_points),
    store: z.nullable(written.store),
  })
  .check(
    z.refine((changes) => Object.keys(changes).length > 0, "names no field to change"),
    z.meta({ title: "VehicleChanges", examples: [{ price: { amount: 1849500, currency: "GBP" } }] }),
  );
export type VehicleChanges = z.output<typeof VehicleChanges>;

/** One vehicle of a dealer, in the form that all dealers share. */
export const Vehicle = z
  .object({
    vehicle: VehicleId,
    vin: z.string().register(z.globalRegistry, { examples: [example.vin] }),
    ...written,
    photos,
    status: Status,
    availability: Availability,
    created_at: Instant,
    updated_at: Instant.check(z.meta({ description: "When staff last changed the record." })),
    version: z.int(),
  })
  .register(z.globalRegistry, { title: "Vehicle", description: "A vehicle as the dealership keeps it." });
export type Vehicle = z.output<typeof Vehicle>;

/** A vehicle with what its VIN says of it. */
export const VehicleRecord = z
  .extend(Vehicle, { vin_facts: VinFacts })
  .register(z.globalRegistry, { title: "VehicleRecord" });
export type VehicleRecord = z.output<typeof VehicleRecord>;
