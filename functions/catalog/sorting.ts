import * as z from "zod/mini";

export const Sort = z.enum(["price", "-price", "year", "-year", "mileage", "-created_at"]);
export type Sort = z.output<typeof Sort>;

/** Where a car stands in an order: its value and, among equals, its id. A page begins after a place, not at a count. */
export type Place = readonly [value: number, vehicle: string];

const figureOf = {
  price: "price",
  "-price": "price",
  year: "year",
  "-year": "year",
  mileage: "mileage",
  "-created_at": "created",
} as const satisfies Record<Sort, string>;

/** The figure that an order goes by, and 1 or -1 for which way. */
export function order(sort: Sort): { figure: (typeof figureOf)[Sort]; sign: 1 | -1 } {
  return { figure: figureOf[sort], sign: sort.startsWith("-") ? -1 : 1 };
}
