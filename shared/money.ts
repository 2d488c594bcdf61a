import * as z from "zod/mini";

/** ISO 4217 codes the platform prices in, with the number of decimals of each. */
const decimals = { CNY: 2, GBP: 2, EUR: 2, USD: 2, JPY: 0, HKD: 2 } as const;

export const Currency = z.enum(
  Object.keys(decimals) as [keyof typeof decimals, ...(keyof typeof decimals)[]],
);
export type Currency = z.output<typeof Currency>;

/** Whole minor units (fen, pence), never a fraction; at most ten billion major units. */
export const Amount = z.int().check(z.minimum(0), z.maximum(1_000_000_000_000));

/** An amount in minor units with its ISO 4217 currency: `{ amount: 1299000, currency: "GBP" }` is £12,990.00. */
export const Money = z
  .strictObject({ amount: Amount, currency: Currency })
  .register(z.globalRegistry, { examples: [{ amount: 1299000, currency: "GBP" }] });
export type Money = z.output<typeof Money>;

/**
 * Splits by largest remainder: the parts add up to the whole, and none is as far as one unit from its exact share. Of equal
 * remainders the earlier part has the unit. Ours and no library's: dinero.js gives what is left to the first parts,
 * whatever their remainders.
 *
 * @example split({ amount: 100, currency: "GBP" }, [1, 1, 1]) // 34, 33, 33
 * @throws RangeError when the ratios are no whole numbers, or come to nothing.
 */
export function split({ amount, currency }: Money, ratios: readonly number[]): Money[] {
  const all = ratios.reduce((sum, ratio) => sum + BigInt(ratio), 0n);
  const shares = ratios.map((ratio, index) => {
    const exact = BigInt(amount) * BigInt(ratio);
    return { index, part: Number(exact / all), rest: exact % all };
  });
  const left = amount - shares.reduce((sum, { part }) => sum + part, 0);
  const largest = shares.toSorted((one, other) => Number(other.rest - one.rest) || one.index - other.index);
  const more = new Set(largest.slice(0, left).map(({ index }) => index));
  return shares.map(({ index, part }) => ({ amount: part + Number(more.has(index)), currency }));
}

/**
 * A share of an amount, or one of so many equal parts of that share, rounded half up: the one rounding point of the
 * platform. Exact for percentages of up to four decimals; a twelfth of 3.85 % has no end, and must not be rounded first.
 *
 * @example percent({ amount: 999, currency: "CNY" }, 25) // 250
 * @example percent({ amount: 2_380_000, currency: "CNY" }, 3.85, 12) // 7636: the interest of a month
 */
export function percent(money: Money, percentage: number, parts = 1): Money {
  const share = BigInt(money.amount) * BigInt(Math.round(percentage * 10_000));
  const whole = 1_000_000n * BigInt(parts);
  return { ...money, amount: Number((2n * share + whole) / (2n * whole)) };
}

/** @example formatMoney({ amount: 1299000, currency: "GBP" }, "en") // "£12,990.00" */
export function formatMoney(money: Money, locale: string): string {
  return new Intl.NumberFormat(locale === "en" ? "en-GB" : locale, {
    style: "currency",
    currency: money.currency,
  }).format(money.amount / 10 ** decimals[money.currency]);
}
