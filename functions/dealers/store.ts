import * as z from "zod";
import { id } from "#shared/ids";
import { Instant, Zone } from "#shared/time";
import { Localized } from "#shared/words";
import { Country } from "./dealer.ts";
import { Exceptions, Week } from "./opening-hours.ts";

export const StoreId = id("sto");

export const Address = z
  .strictObject({
    lines: z.array(z.string().trim().min(1).max(120)).min(1).max(4),
    city: z.string().trim().min(1).max(80),
    region: z.string().trim().min(1).max(80).optional(),
    postcode: z.string().trim().min(1).max(16).optional(),
    country: Country,
  })
  .meta({ examples: [{ lines: ["1 Long Lane"], city: "London", postcode: "SE1 4PG", country: "GB" }] });

/** Degrees, WGS 84. */
export const Geo = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

/** What a dealer says of a store. */
export const NewStore = z
  .strictObject({
    name: Localized,
    address: Address,
    phone: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, "not a phone number with its country code")
      .optional(),
    geo: Geo.optional(),
    /** IANA zone the hours are written in; the dealer's, if absent. */
    zone: Zone.optional(),
    opening_hours: Week.default({}),
    exceptions: Exceptions.default([]),
  })
  .meta({ title: "NewStore" });

/** A physical place of a dealer. */
export const Store = z
  .object({
    ...NewStore.shape,
    store: StoreId,
    zone: Zone,
    opening_hours: Week,
    exceptions: Exceptions,
    created_at: Instant,
    version: z.int(),
  })
  .meta({ title: "StoredStore" });
export type Store = z.output<typeof Store>;

/** As it is shown: `open_now` by the store's own clock. */
export const ShownStore = Store.extend({ open_now: z.boolean() }).meta({
  title: "Store",
  description: "A store, with its hours and whether it is open at this moment.",
});
export type ShownStore = z.output<typeof ShownStore>;
