import type { Locale } from "#shared/words";
import type { Translated } from "./translated.ts";
import { en } from "./en.ts";
import { zh } from "./zh-CN.ts";

/** The catalogue: each language has every key of the English one, with the same parameters. */
export type Words = Translated<typeof en>;

const catalogue: Readonly<Record<Locale, Words>> = { en, "zh-CN": zh };

export const locales = Object.keys(catalogue) as Locale[];

/** @example wordsIn("en").fuels.electric // "Electric" */
export function wordsIn(locale: Locale): Words {
  return catalogue[locale];
}
