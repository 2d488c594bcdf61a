import { type Money, percent } from "#shared/money";

/** `rate`: per cent a year. `deposit`: minor units. */
export type Terms = { readonly deposit: number; readonly months: number; readonly rate: number };

export type Payment = {
  readonly month: number;
  readonly payment: number;
  readonly interest: number;
  readonly principal: number;
  readonly balance: number;
};

export type Plan = {
  readonly borrowed: number;
  readonly monthly: number;
  readonly interest: number;
  readonly total: number;
  readonly schedule: readonly Payment[];
};

export const limits = { fewest: 6, most: 84, highestRate: 30 } as const;

/**
 * An annuity in whole minor units: equal payments, interest of a month on what is still owed, and a last payment that
 * takes what rounding left, so that the balance ends at nothing and the principal adds up to what was borrowed.
 *
 * @example planFor({ amount: 1899500, currency: "GBP" }, { deposit: 300000, months: 48, rate: 6.9 }).monthly
 */
export function planFor(price: Money, { deposit, months, rate }: Terms): Plan {
  const borrowed = price.amount - deposit;
  const monthly = paymentOf(borrowed, months, rate / 1200);
  const schedule: Payment[] = [];
  let balance = borrowed;
  for (let month = 1; month <= months; month += 1) {
    const interest = percent({ ...price, amount: balance }, rate, 12).amount;
    const principal = month === months ? balance : Math.min(balance, Math.max(0, monthly - interest));
    balance -= principal;
    schedule.push({ month, payment: principal + interest, interest, principal, balance });
  }
  const interest = schedule.reduce((sum, row) => sum + row.interest, 0);
  return { borrowed, monthly, interest, total: price.amount + interest, schedule };
}

function paymentOf(borrowed: number, months: number, monthlyRate: number): number {
  if (monthlyRate === 0) return Math.ceil(borrowed / months);
  return Math.round((borrowed * monthlyRate) / (1 - (1 + monthlyRate) ** -months));
}

/** What an example begins with: a fifth down, four years, and a rate that is usual in the country. */
export function usualTerms(price: Money, country: string): Terms {
  return {
    deposit: roundedDown(price.amount / 5),
    months: 48,
    rate: country === "CN" ? 3.85 : 6.9,
  };
}

/** The terms a form names, or undefined where they make no plan. `minorUnits`: of one unit of the currency. */
export function termsIn(query: URLSearchParams, price: Money, minorUnits: number): Terms | undefined {
  const deposit = Math.round(Number(query.get("deposit")) * minorUnits);
  const months = Number(query.get("months"));
  const rate = Number(query.get("rate"));
  const good =
    deposit >= 0 &&
    deposit < price.amount &&
    Number.isInteger(months) &&
    months >= limits.fewest &&
    months <= limits.most &&
    rate >= 0 &&
    rate <= limits.highestRate;
  return good ? { deposit, months, rate: Math.round(rate * 100) / 100 } : undefined;
}

/** To two leading digits: nobody pays a deposit of 3,799.00. */
function roundedDown(amount: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, amount))) - 1);
  return Math.floor(amount / step) * step;
}
