import type { Bug } from "../guarantee.ts";

/** Ways to lose a penny, or a price. */
export const bugs: readonly Bug[] = [
  {
    name: "a division drops the remainder",
    file: "shared/money.ts",
    find: "amount: part + Number(more.has(index))",
    put: "amount: part + Number(more.has(-1))",
  },
  {
    name: "what is left of a split goes to the first, whatever their remainders",
    file: "shared/money.ts",
    find: "Number(other.rest - one.rest) || one.index - other.index",
    put: "one.index - other.index",
  },
  {
    name: "a share is cut, not rounded",
    file: "shared/money.ts",
    find: "Number((2n * share + whole) / (2n * whole))",
    put: "Number(share / whole)",
  },
  {
    name: "a rate is rounded before the amount is",
    file: "web/storefront/finance.ts",
    find: "percent({ ...price, amount: balance }, rate, 12)",
    put: "percent({ ...price, amount: balance }, Math.round((rate / 12) * 100) / 100)",
  },
  {
    name: "the last payment leaves what rounding left",
    file: "web/storefront/finance.ts",
    find: "const principal = month === months ? balance : Math.min(",
    put: "const principal = Math.min(",
  },
  {
    name: "the client's price is trusted",
    file: "functions/orders/placing.ts",
    find: `    vehicle: id("veh"),\n`,
    put: `    vehicle: id("veh"),\n    price: z.optional(z.any()),\n`,
    also: {
      find: "const order = newOrder(caller.id, vehicle, body.note);",
      put: "const order = newOrder(caller.id, { ...vehicle, ...(body.price ? { price: body.price } : {}) }, body.note);",
    },
  },
  {
    name: "revenue is counted in whole pounds",
    file: "functions/reporting/figures.ts",
    find: "[`revenue_${price.currency}`]: price.amount,",
    put: "[`revenue_${price.currency}`]: Math.round(price.amount / 100) * 100,",
  },
  {
    name: "what is given back stays in the net",
    file: "functions/reporting/daily.ts",
    find: "net: of(`revenue_${currency}`) - of(`refunded_${currency}`),",
    put: "net: of(`revenue_${currency}`) - of(`late_refunded_${currency}`),",
  },
];
