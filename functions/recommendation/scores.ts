import type { Facts } from "./car.ts";

/** What makes two cars alike to a shopper: first what it costs and what it is for, then what it is called. */
const weights = { price: 0.3, body: 0.25, brand: 0.15, model: 0.1, year: 0.1, fuel: 0.1 };
/** Below this two cars have little more in common than that they are cars. */
const leastLikeness = 0.45;

/**
 * How alike two cars are, 0 to 1; 0 for what is not alike enough to show.
 *
 * @example likeness(golf, polo) // 0.71
 */
export function likeness(one: Facts, other: Facts): number {
  const parts = {
    price: priceNearness(one, other),
    body: Number(one.body === other.body),
    brand: Number(one.brand === other.brand),
    model: Number(one.brand === other.brand && one.model === other.model),
    year: Math.max(0, 1 - Math.abs(one.year - other.year) / 5),
    fuel: Number(one.fuel === other.fuel),
  };
  const names = Object.keys(weights) as (keyof typeof weights)[];
  const sum = rounded(names.reduce((total, name) => total + weights[name] * parts[name], 0));
  return sum >= leastLikeness ? sum : 0;
}

/** One person's path is nobody else's business and no pattern: a pair needs two. */
const fewestPeople = 2;
/** As if five more people had been interested in this car and in no other: few observations prove little. */
const doubt = 5;

/**
 * The chance that somebody interested in a car is interested in the other, from the company that car keeps,
 * shrunk towards 0 while few people speak for it.
 *
 * @example chance({ actors: 10, veh_b: 6 }, "veh_b") // 0.4
 */
export function chance(company: Readonly<Record<string, unknown>>, other: string): number {
  const both = Number(company[other] ?? 0);
  const all = Math.max(both, Number(company["actors"] ?? 0));
  return both < fewestPeople ? 0 : rounded(both / (all + doubt));
}

/** 1 at the same price, 0 from double or half; prices in two currencies are not compared. */
function priceNearness(one: Facts, other: Facts): number {
  if (one.price.currency !== other.price.currency) return 0;
  const ratio = Math.log2(Math.max(1, other.price.amount) / Math.max(1, one.price.amount));
  return Math.max(0, 1 - Math.abs(ratio));
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}
