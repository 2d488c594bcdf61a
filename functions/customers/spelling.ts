import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";
import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { personal } from "#shared/personal";
import { scope } from "#shared/scope";
import { settings } from "#shared/settings";

/** What a person can be found by. An account is one of the customers' pool. */
export type Key = { readonly kind: "email" | "phone" | "account"; readonly value: string };

/** A contact in any spelling. */
export type Contact = { readonly name?: string; readonly email?: string; readonly phone?: string };

/** Any spelling of an e-mail address; it becomes the one spelling that is stored and compared. */
export const Email = personal(
  z
    .pipe(
      z.string().check(
        z.maxLength(320),
        z.refine((text) => normalEmail(text) !== undefined, "not an e-mail address"),
      ),
      z.transform((text) => normalEmail(text) ?? text),
    )
    .register(z.globalRegistry, { examples: ["ada.byron@example.com"] }),
);

/** Any spelling of a phone number, national or international; read with the dealer's country. */
export const Phone = personal(
  z.string().check(z.minLength(3), z.maxLength(64), z.meta({ examples: ["+44 20 7946 0958"] })),
);

/**
 * One spelling of an e-mail address, or undefined where it is none: compatibility forms (NFKC), lower case, no
 * white space or invisible signs, an international domain in its ASCII form. Dots and tags in the local part
 * stay: what they mean is the mail provider's affair.
 *
 * @example normalEmail(" Ada＠Bücher.example ") // "ada@xn--bcher-kva.example"
 */
export function normalEmail(text: string): string | undefined {
  const plain = text.normalize("NFKC").replaceAll(invisible, "").toLowerCase().normalize("NFC");
  const at = plain.lastIndexOf("@");
  const local = plain.slice(0, at);
  const domain = domainToASCII(plain.slice(at + 1).replace(/\.$/, ""));
  const good =
    at > 0 && /^[^\s@"<>(),:;\\[\]\p{C}]{1,64}$/u.test(local) && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain);
  return good && domain.length <= 253 ? `${local}@${domain}` : undefined;
}

/**
 * One spelling of a phone number: E.164. Possible numbers are enough: ranges open every month, and a number that
 * no metadata knows yet is no reason to lose a customer.
 *
 * @example await normalPhone("020 7946 0958") // "+442079460958" at a dealer in GB
 * @throws Refusal 422 `phone_invalid`.
 */
export async function normalPhone(text: string): Promise<string> {
  const { country } = await settings();
  // Loaded when a number comes, not at import: its metadata are as large as the rest of the function.
  const { parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  const plain = text.normalize("NFKC").replaceAll(invisible, " ");
  const parsed = parsePhoneNumberFromString(plain, country as never);
  if (!parsed?.isPossible())
    throw new Refusal(
      422,
      "phone_invalid",
      "This is not a phone number. Write it with its country code, as +44 20 7946 0958.",
    );
  return parsed.number;
}

/**
 * The keys a contact names, in their one spelling; the e-mail address first.
 *
 * @throws Refusal 422 `email_invalid` or `phone_invalid`.
 */
export async function keysOf({ email, phone }: Contact): Promise<Key[]> {
  const address = email === undefined ? undefined : normalEmail(email);
  if (email !== undefined && address === undefined)
    throw new Refusal(422, "email_invalid", "This is not an e-mail address.");
  const number = phone === undefined ? undefined : await normalPhone(phone);
  return [
    ...(address ? [{ kind: "email" as const, value: address }] : []),
    ...(number ? [{ kind: "phone" as const, value: number }] : []),
  ];
}

export function contactMissing(): Refusal {
  return new Refusal(422, "contact_missing", "An e-mail address or a phone number is needed.");
}

/**
 * The name of a key in the table. It is hashed to keep personal values out of keys, which travel in logs and
 * metrics. Not keyed: the items beside it hold the value anyway, and rotating a key would orphan every name.
 */
export function digestOf({ kind, value }: Key): string {
  return createHash("sha256")
    .update(JSON.stringify([scope().dealer, kind, value]))
    .digest("base64url");
}

/** White space, zero-width signs, soft hyphens and marks of direction. */
const invisible = /[\s\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;
