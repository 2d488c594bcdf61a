import type { Locale } from "#shared/words";
import { en } from "./en.ts";
import { zh } from "./zh-CN.ts";

/** The catalogue: each language has every key of the English one, with the same parameters. */
export type Words = Translated<typeof en>;

type Translated<Text> = Text extends string
  ? string
  : Text extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof Text]: Translated<Text[Key]> };

const catalogue: Readonly<Record<Locale, Words>> = { en, "zh-CN": zh };

export const locales = Object.keys(catalogue) as Locale[];

/** @example wordsIn("en").fuels.electric // "Electric" */
export function wordsIn(locale: Locale): Words {
  return catalogue[locale];
}
