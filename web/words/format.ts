import type { Money } from "#shared/money";
import type { Locale } from "#shared/words";

/** How values are written in a reader's language. Times are told in the zone of the place they are about. */
export type Format = ReturnType<typeof formatsIn>;

const kept = new Map<Locale, Format>();

/** @example formats("zh-CN").money({ amount: 11980000, currency: "CNY" }) // "¥119,800" */
export function formats(locale: Locale): Format {
  const found = kept.get(locale) ?? formatsIn(locale);
  kept.set(locale, found);
  return found;
}

function formatsIn(locale: Locale) {
  const language = locale === "en" ? "en-GB" : locale;
  const numbers = remembered((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options));
  const times = remembered(
    (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options),
  );
  /** A time with the name of its zone. */
  const named = (time: string, at: string, zone: string): string => {
    const parts = times({ timeZone: zone, timeZoneName: "short" }).formatToParts(new Date(at));
    const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
    return locale === "en" ? `${time} ${name}` : `${time}（${name}）`;
  };
  const currency = (code: string) =>
    numbers({ style: "currency", currency: code, trailingZeroDisplay: "stripIfInteger" });
  return {
    /** Whole amounts without decimals: nobody reads £18,995.00 on a windscreen. */
    money: ({ amount, currency: code }: Money): string =>
      currency(code).format(amount / 10 ** decimalsOf(currency(code))),
    number: (value: number): string => numbers({}).format(value),
    /** Minor units of one unit of a currency: 100 pence. */
    minorUnits: (code: string): number => 10 ** decimalsOf(currency(code)),
    unit: (value: number, unit: string): string =>
      numbers({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(value),
    day: (at: string, zone: string): string =>
      times({ timeZone: zone, dateStyle: "long" }).format(new Date(at)),
    moment: (at: string, zone: string): string =>
      named(times({ ...toTheMinute, timeZone: zone }).format(new Date(at)), at, zone),
    clock: (at: string, zone: string): string =>
      named(times({ ...toTheSecond, timeZone: zone }).format(new Date(at)), at, zone),
    zone: (zone: string, at: number): string =>
      times({ timeZone: zone, timeZoneName: "longGeneric" })
        .formatToParts(at)
        .find(({ type }) => type === "timeZoneName")?.value ?? zone,
    country: (code: string): string => new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code,
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

const toTheSecond = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;

/** A currency's own number of decimals, whatever it is stripped to. */
function decimalsOf(format: Intl.NumberFormat): number {
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** Making a formatter costs far more than using it. */
function remembered<Options extends object, Made>(make: (options: Options) => Made) {
  const made = new Map<string, Made>();
  return (options: Options): Made => {
    const key = JSON.stringify(options);
    const found = made.get(key) ?? make(options);
    made.set(key, found);
    return found;
  };
}
