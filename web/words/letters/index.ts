import type { Locale } from "#shared/words";
import type { Translated } from "../translated.ts";
import { en } from "./en.ts";
import { zh } from "./zh-CN.ts";

/** What mails say. A catalogue of its own: who sends mails does not load what the pages say. */
export type LetterWords = Translated<typeof en>;

const catalogue: Readonly<Record<Locale, LetterWords>> = { en, "zh-CN": zh };

/** @example lettersIn("en").orderReady.next // "Please bring proof of your identity …" */
export function lettersIn(locale: Locale): LetterWords {
  return catalogue[locale];
}
