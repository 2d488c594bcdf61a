import * as z from "zod/mini";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { Locale } from "#shared/words";

/** A person who can sign in: the `sub` of their tokens, in either pool. */
export const AccountId = z
  .guid()
  .register(z.globalRegistry, { examples: ["6d0c1a52-7a0e-4b7e-9a53-1f6a2c7f0b11"] });

export const Email = z
  .pipe(z.string().check(z.trim(), z.toLowerCase(), z.maxLength(254)), z.email())
  .register(z.globalRegistry, { examples: ["ada@example.com"] });

/** E.164, as `+442079460958`. */
export const Phone = z
  .string()
  .check(
    z.regex(/^\+[1-9]\d{6,14}$/, "not a phone number with its country code, as +442079460958"),
    z.meta({ examples: ["+442079460958"] }),
  );

export const PersonName = z
  .string()
  .check(z.trim(), z.minLength(1), z.maxLength(120), z.meta({ examples: ["Ada Byron"] }));

/** What the platform keeps of a person beside Cognito: enough to greet them and to write to them. */
export const Account = z.object({
  account: AccountId,
  pool: z.enum(["staff", "customers"]),
  name: z.optional(personal(PersonName)),
  email: z.optional(personal(Email)),
  email_verified: z.boolean(),
  phone: z.optional(personal(Phone)),
  phone_verified: z.boolean(),
  /** The language to write to them in; absent: the dealer's. */
  locale: z.optional(Locale),
  /** Of several memberships, the one their tokens are for; absent: the first. */
  dealer: z.optional(z.string()),
  /** When e-mail and phone were last read from Cognito, which owns them. */
  read_at: Instant,
  version: z.int(),
});
export type Account = z.output<typeof Account>;
