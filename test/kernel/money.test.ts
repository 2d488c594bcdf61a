import fc from "fast-check";
import { expect, test } from "vitest";
import {
  Amount,
  Currency,
  formatMoney,
  type Money,
  Money as MoneyShape,
  percent,
  split,
} from "#shared/money";

const currency = fc.constantFrom(...Currency.options);

test("an amount reads as people of that language write it, with the decimals of its currency", () => {
  const shown = (amount: number, of: Currency, locale: string) =>
    formatMoney({ amount, currency: of }, locale).replaceAll(" ", " ");
  expect(shown(1_299_000, "GBP", "en")).toBe("£12,990.00");
  expect(shown(1_299_000, "USD", "en")).toBe("US$12,990.00");
  expect(shown(1_299_000, "CNY", "en")).toBe("CN¥12,990.00");
  expect(shown(1_299_000, "CNY", "zh-CN")).toBe("¥12,990.00");
  expect(shown(1_299_000, "GBP", "zh-CN")).toBe("£12,990.00");
  expect(shown(1_299_000, "JPY", "en")).toBe("JP¥1,299,000");
  expect(shown(1_299_050, "HKD", "en")).toBe("HK$12,990.50");
});

test("the parts of a split add up to the whole and go to the largest remainders, the first of equal ones", () => {
  for (const of of Currency.options) {
    const parts = split({ amount: 100, currency: of }, [1, 1, 1]);
    expect(parts).toEqual([34, 33, 33].map((amount) => ({ amount, currency: of })));
  }
  expect(split({ amount: 7, currency: "GBP" }, [0, 1])).toEqual([
    { amount: 0, currency: "GBP" },
    { amount: 7, currency: "GBP" },
  ]);
  // dinero.js would give the first part 3 and the last nothing: its share is 0.99.
  const parts = split({ amount: 6, currency: "HKD" }, [92, 16, 79, 11, 39]);
  expect(parts.map(({ amount }) => amount)).toEqual([2, 1, 2, 0, 1]);
});

test("a share is in the currency of its whole and never further from the exact value than half a unit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000_000_000 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 1, max: 120 }),
      currency,
      (amount, tenThousandths, parts, of) => {
        const share = percent({ amount, currency: of }, tenThousandths / 10_000, parts);
        expect(share.currency).toBe(of);
        // Compared as whole numbers: |share - amount * percentage / parts| <= 1/2, and a tie goes up.
        const whole = 1_000_000n * BigInt(parts);
        const off = BigInt(share.amount) * whole - BigInt(amount) * BigInt(tenThousandths);
        expect(2n * off <= whole && 2n * off > -whole).toBe(true);
      },
    ),
  );
  expect(percent({ amount: 999, currency: "CNY" }, 25)).toEqual({ amount: 250, currency: "CNY" });
  expect(percent({ amount: 1, currency: "GBP" }, 50)).toEqual({ amount: 1, currency: "GBP" });
});

test("money is whole minor units of a currency we price in, from nothing to ten billion", () => {
  const good = (money: unknown) => MoneyShape.safeParse(money).success;
  const pounds = (amount: unknown): Money => ({ amount, currency: "GBP" }) as Money;
  expect([0, 1, 1_000_000_000_000].map((amount) => good(pounds(amount)))).toEqual([true, true, true]);
  for (const amount of [-1, 0.5, 1_000_000_000_001, "1", Number.NaN, null])
    expect(good(pounds(amount)), String(amount)).toBe(false);
  expect(Currency.options).toEqual(["CNY", "GBP", "EUR", "USD", "JPY", "HKD"]);
  expect(good({ amount: 1, currency: "XXX" })).toBe(false);
  expect(good({ amount: 1, currency: "GBP", cents: 1 })).toBe(false);
  expect(Amount.safeParse(1_000_000_000_000).success).toBe(true);
});
