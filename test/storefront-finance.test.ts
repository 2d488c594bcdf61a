import fc from "fast-check";
import { expect, test } from "vitest";
import { limits, planFor, termsIn, usualTerms } from "#web/storefront/finance";

const currency = fc.constantFrom("GBP" as const, "CNY" as const);
const price = fc.record({ amount: fc.integer({ min: 1, max: 500_000_000 }), currency });
const asked = price.chain((of) =>
  fc.record({
    price: fc.constant(of),
    deposit: fc.integer({ min: 0, max: of.amount - 1 }),
    months: fc.integer({ min: limits.fewest, max: limits.most }),
    rate: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: limits.highestRate * 100 }).map((hundredths) => hundredths / 100),
    ),
  }),
);
const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);

test("deposit and repayments are the price to the last penny, and nothing is owed in the end", () => {
  fc.assert(
    fc.property(asked, ({ price: of, ...terms }) => {
      const { schedule, borrowed } = planFor(of, terms);
      expect(schedule).toHaveLength(terms.months);
      expect(terms.deposit + sum(schedule.map(({ principal }) => principal))).toBe(of.amount);
      expect([borrowed, schedule.at(-1)?.balance]).toEqual([of.amount - terms.deposit, 0]);
      let owed = borrowed;
      for (const { payment, interest, principal, balance } of schedule) {
        expect([payment, balance]).toEqual([interest + principal, owed - principal]);
        for (const figure of [payment, interest, principal, balance])
          expect(Number.isInteger(figure) && figure >= 0).toBe(true);
        owed = balance;
      }
    }),
    { numRuns: 500 },
  );
});

test("what the page calls the total is what is paid: deposit, every payment, nothing else", () => {
  fc.assert(
    fc.property(asked, ({ price: of, ...terms }) => {
      const plan = planFor(of, terms);
      expect(terms.deposit + sum(plan.schedule.map(({ payment }) => payment))).toBe(plan.total);
      expect(sum(plan.schedule.map(({ interest }) => interest))).toBe(plan.interest);
    }),
    { numRuns: 500 },
  );
});

test("every payment but the last is the one that is named, and the last differs by rounding alone", () => {
  fc.assert(
    fc.property(asked, ({ price: of, ...terms }) => {
      const { schedule, monthly, borrowed } = planFor(of, terms);
      // Half a penny is lost or won each month, and bears interest to the end.
      const month = terms.rate / 1200;
      const growth = month === 0 ? terms.months : ((1 + month) ** terms.months - 1) / month;
      const settledEarly = schedule.findIndex(({ balance }) => balance === 0);
      for (const { payment } of schedule.slice(0, settledEarly)) expect(payment).toBe(monthly);
      expect(Math.abs((schedule[terms.months - 1]?.payment ?? 0) - monthly)).toBeLessThanOrEqual(
        Math.max(growth + 1, settledEarly < terms.months - 1 ? borrowed : 0),
      );
    }),
    { numRuns: 500 },
  );
});

test("the payment is worth what is borrowed: discounted at the rate, all of them are the loan", () => {
  fc.assert(
    fc.property(asked, ({ price: of, ...terms }) => {
      const { monthly, borrowed } = planFor(of, terms);
      const factors = Array.from({ length: terms.months }, (_, n) => (1 + terms.rate / 1200) ** -(n + 1));
      // A payment is rounded by at most half a penny, upwards by a whole one without interest.
      expect(Math.abs(monthly * sum(factors) - borrowed)).toBeLessThanOrEqual(sum(factors) * 1.000_001);
    }),
    { numRuns: 500 },
  );
});

test("a month's interest is a twelfth of the year's on what is owed, rounded once", () => {
  fc.assert(
    fc.property(asked, ({ price: of, ...terms }) => {
      let owed = of.amount - terms.deposit;
      for (const { interest, balance } of planFor(of, terms).schedule) {
        const exact = (BigInt(owed) * BigInt(Math.round(terms.rate * 100)) * 1000n) / 120_000n;
        expect(Math.abs(Number(exact) / 1000 - interest)).toBeLessThanOrEqual(0.501);
        owed = balance;
      }
    }),
  );
});

test("without interest a loan costs nothing, and no payment is more than a penny above the even share", () => {
  fc.assert(
    fc.property(asked, ({ price: of, deposit, months }) => {
      const { interest, total, monthly, borrowed } = planFor(of, { deposit, months, rate: 0 });
      expect([interest, total]).toEqual([0, of.amount]);
      expect(monthly - borrowed / months).toBeLessThan(1);
    }),
  );
});

test("whatever stands in a form is a plan within the limits or none, and the example always is one", () => {
  const typed = fc.oneof(fc.string({ unit: "binary" }), fc.double().map(String), fc.integer().map(String));
  fc.assert(
    fc.property(price, typed, typed, typed, (of, deposit, months, rate) => {
      const terms = termsIn(new URLSearchParams({ deposit, months, rate }), of, 100);
      if (terms) expect(planFor(of, terms).schedule.at(-1)?.balance).toBe(0);
      const usual = usualTerms(of, "CN");
      expect(usual.deposit).toBeLessThan(of.amount);
      expect(usual.deposit).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});
