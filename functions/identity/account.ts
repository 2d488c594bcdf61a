import * as z from "zod";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { Locale } from "#shared/words";

/** A person who can sign in: the `sub` of their tokens, in either pool. */
export const AccountId = z.guid().meta({ examples: ["6d0c1a52-7a0e-4b7e-9a53-1f6a2c7f0b11"] });

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email())
  .meta({ examples: ["ada@example.com"] });

/** E.164, as `+442079460958`. */
export const Phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, "not a phone number with its country code, as +442079460958")
  .meta({ examples: ["+442079460958"] });

export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .meta({ examples: ["Ada Byron"] });

/** What the platform keeps of a person beside Cognito: enough to greet them and to write to them. */
export const Account = z.object({
  account: AccountId,
  pool: z.enum(["staff", "customers"]),
  name: personal(PersonName).optional(),
  email: personal(Email).optional(),
  email_verified: z.boolean(),
  phone: personal(Phone).optional(),
  phone_verified: z.boolean(),
  /** The language to write to them in; absent: the dealer's. */
  locale: Locale.optional(),
  /** Of several memberships, the one their tokens are for; absent: the first. */
  dealer: z.string().optional(),
  /** When e-mail and phone were last read from Cognito, which owns them. */
  read_at: Instant,
  version: z.int(),
});
export type Account = z.output<typeof Account>;
