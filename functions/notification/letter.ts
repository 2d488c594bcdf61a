import { formatMoney, type Money } from "#shared/money";
import type { Instant } from "#shared/time";
import type { Locale } from "#shared/words";
import { type LetterWords, lettersIn } from "#web/words/letters/index";
import type { Purpose } from "./delivery.ts";

/** What a mail says, in one language, before it is text or HTML. Every part may hold what a stranger typed. */
export type Letter = {
  readonly subject: string;
  /** What happened, in a sentence. */
  readonly news: string;
  /** Labels with values, as `["Price", "£12,990.00"]`. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What somebody wrote, in their own lines. */
  readonly quote?: string | undefined;
  /** What the reader can do now, or what happens next. */
  readonly next: readonly string[];
  /** Words of the link, where a public address is configured. */
  readonly link: string;
};

/** Words and values in the reader's language; a time is always told in the dealer's zone and names it. */
export type Say = {
  readonly w: LetterWords;
  readonly money: (money: Money) => string;
  readonly when: (at: Instant) => string;
  readonly vehicle: (vehicle: { year: number; brand: string; model: string }) => string;
  readonly dealer: string;
};

/** How a letter is made of the catalogue's words, in whichever language. Another `edition` is another wording. */
export type Template<Facts> = {
  readonly purpose: Purpose;
  readonly edition: number;
  readonly write: (facts: Facts, say: Say) => Letter;
};

/** @example speaker("zh-CN", { zone: "Asia/Shanghai", dealer: "浦东汽车" }).when(order.hold_until) // "2026年11月25日 17:30（GMT+8）" */
export function speaker(locale: Locale, { zone, dealer }: { zone: string; dealer: string }): Say {
  const language = locale === "en" ? "en-GB" : locale;
  const clock = new Intl.DateTimeFormat(language, { ...toTheMinute, timeZone: zone });
  const named = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "short" });
  const w = lettersIn(locale);
  return {
    w,
    money: (money) => formatMoney(money, locale),
    when(at) {
      const time = new Date(at);
      const name = named.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? zone;
      return w.timeIn(clock.format(time), name);
    },
    vehicle: w.carTitle,
    dealer,
  };
}

const toTheMinute = {
  year: "numeric",
  month: "long",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const;
