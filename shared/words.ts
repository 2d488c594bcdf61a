import * as z from "zod/mini";

/** The languages the platform speaks. */
export const Locale = z.enum(["zh-CN", "en"]);
export type Locale = z.output<typeof Locale>;

/** Text that a dealer writes, in one or both languages. */
export const Localized = z
  .strictObject({
    "zh-CN": z.optional(z.string().check(z.minLength(1), z.maxLength(4000))),
    en: z.optional(z.string().check(z.minLength(1), z.maxLength(4000))),
  })
  .check(
    z.refine((text) => text["zh-CN"] !== undefined || text.en !== undefined, "needs at least one language"),
    z.meta({ examples: [{ "zh-CN": "全景天窗", en: "Panoramic roof" }] }),
  );
export type Localized = z.output<typeof Localized>;

/**
 * The text in a reader's language, else in the other one.
 *
 * @example say({ en: "Panoramic roof" }, "zh-CN") // "Panoramic roof"
 */
export function say(text: Localized, locale: Locale): string {
  return text[locale] ?? text["zh-CN"] ?? text.en ?? "";
}
