import * as z from "zod/mini";

/** One line of text, trimmed, with single spaces and composed characters, so that equal names are equal. */
export function line(most: number) {
  return z.string().check(
    z.maxLength(most),
    z.overwrite((text) => text.normalize("NFC").replace(/\s+/gu, " ").trim()),
    z.minLength(1),
    z.refine((text) => !/\p{Cc}/u.test(text), "contains control characters"),
  );
}

/** Text of a dealer in one or both languages, bounded so that a record and its audit trail fit into one item. */
export function shortText(most: number) {
  const text = z.optional(z.string().check(z.minLength(1), z.maxLength(most)));
  return z.strictObject({ "zh-CN": text, en: text }).check(
    z.refine((said) => said["zh-CN"] !== undefined || said.en !== undefined, "needs at least one language"),
    z.meta({ examples: [{ "zh-CN": "全景天窗", en: "Panoramic roof" }] }),
  );
}

/** A picture on an https address, or on the platform's own by a path; `alt` is read to those who cannot see it. */
export const Photo = z.strictObject({
  url: z
    .string()
    .check(z.maxLength(500), z.refine(isPhotoUrl, "must begin with https:// or with a single /")),
  alt: z.optional(shortText(200)),
});
export type Photo = z.output<typeof Photo>;

function isPhotoUrl(url: string): boolean {
  if (/[\s\p{Cc}"'<>\\^`{}|]/u.test(url)) return false;
  if (url.startsWith("/")) return !url.startsWith("//");
  if (!url.startsWith("https://") || !URL.canParse(url)) return false;
  const { username, password, hostname } = new URL(url);
  return hostname !== "" && username === "" && password === "";
}
