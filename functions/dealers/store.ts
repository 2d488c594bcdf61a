import * as z from "zod/mini";
import { Instant, Zone } from "#shared/time";
import { Localized } from "#shared/words";
import { Country } from "./dealer.ts";
import { StoreId } from "./ids.ts";
import { Exceptions, Week } from "./opening-hours.ts";

export const Address = z
  .strictObject({
    lines: z
      .array(z.string().check(z.trim(), z.minLength(1), z.maxLength(120)))
      .check(z.minLength(1), z.maxLength(4)),
    city: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
    region: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(80))),
    postcode: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(16))),
    country: Country,
  })
  .register(z.globalRegistry, {
    examples: [{ lines: ["1 Long Lane"], city: "London", postcode: "SE1 4PG", country: "GB" }],
  });

/** Degrees, WGS 84. */
export const Geo = z.strictObject({
  latitude: z.number().check(z.minimum(-90), z.maximum(90)),
  longitude: z.number().check(z.minimum(-180), z.maximum(180)),
});

/** What a dealer says of a store. */
export const NewStore = z
  .strictObject({
    name: Localized,
    address: Address,
    phone: z.optional(
      z.string().check(z.regex(/^\+[1-9]\d{6,14}$/, "not a phone number with its country code")),
    ),
    geo: z.optional(Geo),
    /** IANA zone the hours are written in; the dealer's, if absent. */
    zone: z.optional(Zone),
    opening_hours: z._default(Week, {}),
    exceptions: z._default(Exceptions, []),
  })
  .register(z.globalRegistry, { title: "NewStore" });

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
  .register(z.globalRegistry, { title: "StoredStore" });
export type Store = z.output<typeof Store>;

/** As it is shown: `open_now` by the store's own clock. */
export const ShownStore = z.extend(Store, { open_now: z.boolean() }).register(z.globalRegistry, {
  title: "Store",
  description: "A store, with its hours and whether it is open at this moment.",
});
export type ShownStore = z.output<typeof ShownStore>;
