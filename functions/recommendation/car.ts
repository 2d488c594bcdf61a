import * as z from "zod/mini";
import { Body, Fuel } from "#functions/catalog/index";
import { Money } from "#shared/money";

export const Facts = z.object({
  brand: z.string(),
  model: z.string(),
  trim: z.optional(z.string()),
  body: Body,
  fuel: Fuel,
  year: z.int(),
  price: Money,
});
export type Facts = z.output<typeof Facts>;

/** How far an order has come, as far as its car is concerned: of two reports the further one is true. */
export const ranks = { placed: 1, ended: 2, paid: 3, undone: 4 } as const;

/**
 * A car as it lies on its shelf. Every part only ever moves forward (facts and sale by the time they were told
 * of, each order by its rank), so that events may come in any order and any number: `merged` is commutative,
 * associative and idempotent. A sold car stays, as the proof that a late "put on sale" does not bring it back.
 */
export type Car = {
  readonly facts?: Facts;
  readonly facts_at: string;
  readonly on_sale: boolean;
  readonly sale_at: string;
  readonly orders: Readonly<Record<string, number>>;
  /** The newest event it knows of. */
  readonly at: string;
};

export const unknownCar: Car = { facts_at: "", on_sale: false, sale_at: "", orders: {}, at: "" };

export function merged(one: Car, other: Car): Car {
  const facts = later(one, other, "facts_at");
  const sale = later(one, other, "sale_at");
  return {
    ...(facts.facts ? { facts: facts.facts } : {}),
    facts_at: facts.facts_at,
    on_sale: sale.on_sale,
    sale_at: sale.sale_at,
    orders: furthest(one.orders, other.orders),
    at: one.at > other.at ? one.at : other.at,
  };
}

/** True while a shopper may order it. */
export function isOffered(car: Car): car is Car & { facts: Facts } {
  return car.facts !== undefined && car.on_sale && !isTaken(car);
}

export function isTaken({ orders }: Car): boolean {
  return Object.values(orders).some((rank) => rank === ranks.placed || rank === ranks.paid);
}

/** One car rarely sees more orders than this; identifiers sort by time, and the oldest are the ones decided long ago. */
const mostOrders = 40;

function furthest(one: Car["orders"], other: Car["orders"]): Car["orders"] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort().slice(-mostOrders);
  return Object.fromEntries(names.map((name) => [name, Math.max(one[name] ?? 0, other[name] ?? 0)]));
}

/** On equal times the text decides, so that the order of arrival does not. */
function later(one: Car, other: Car, by: "facts_at" | "sale_at"): Car {
  if (one[by] !== other[by]) return one[by] > other[by] ? one : other;
  const text = ({ facts, on_sale }: Car): string =>
    JSON.stringify(by === "facts_at" ? (facts ?? "") : on_sale);
  return text(one) > text(other) ? one : other;
}
