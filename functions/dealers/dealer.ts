import * as z from "zod/mini";
import { Currency } from "#shared/money";
import { Instant, Zone } from "#shared/time";
import { Locale, Localized } from "#shared/words";
import { DealerId } from "./ids.ts";

/** ISO 3166-1 alpha-2. */
export const Country = z
  .string()
  .check(z.regex(/^[A-Z]{2}$/, "not a country code, as GB"), z.meta({ examples: ["GB"] }));

export const DealerName = z
  .string()
  .check(z.trim(), z.minLength(1), z.maxLength(120), z.meta({ examples: ["London Cars"] }));

export const Brands = z
  .array(z.string().check(z.trim(), z.minLength(1), z.maxLength(60)))
  .check(z.maxLength(100));

/** How the public reaches the business: published, so nobody's personal address belongs here. */
export const Contact = z
  .partial(
    z.strictObject({
      email: z.email().check(z.maxLength(254)),
      phone: z.string().check(z.regex(/^\+[1-9]\d{6,14}$/, "not a phone number with its country code")),
      website: z.httpUrl().check(z.maxLength(300)),
    }),
  )
  .register(z.globalRegistry, { examples: [{ email: "hello@london-cars.example", phone: "+442079460958" }] });

/** The dealer's own roles: names with the permissions of each. */
export const OwnRoles = z
  .record(
    z.string().check(z.regex(/^[a-z][a-z0-9-]{1,39}$/, "lower-case letters, digits and hyphens")),
    z
      .array(z.string().check(z.regex(/^[a-z-]+:[a-z-]+$/, "not a permission, as leads:read")))
      .check(z.maxLength(100)),
  )
  .check(z.refine((roles) => Object.keys(roles).length <= 50, "at most 50 roles"));

/** A business that trades on the platform. */
export const Dealer = z
  .object({
    dealer: DealerId,
    name: DealerName,
    description: z.optional(Localized),
    brands: Brands,
    contact: Contact,
    country: Country,
    currency: Currency,
    locale: Locale,
    zone: Zone,
    frozen: z.boolean(),
    /** Modules that are switched off. */
    off: z
      .array(z.string().check(z.regex(/^[a-z][a-z-]{1,39}$/, "not the name of a module")))
      .check(z.maxLength(50)),
    roles: OwnRoles,
    onboarded_at: Instant,
    version: z.int(),
  })
  .register(z.globalRegistry, {
    title: "DealerSettings",
    description: "A dealer with everything that is set for it.",
  });
export type Dealer = z.output<typeof Dealer>;

/** What a buyer may know before they buy. */
export const Profile = z.omit(Dealer, { frozen: true, off: true, roles: true }).register(z.globalRegistry, {
  title: "Dealer",
  description: "The public profile of a dealer.",
});
export type Profile = z.output<typeof Profile>;
