import { spellingsOf } from "#functions/catalog/brands";
import type { Asked } from "#functions/catalog/search/find";
import type { WindowRow } from "#functions/catalog/window-row";
import { chance, pick } from "./chance.ts";

/**
 * What shoppers ask: three facets, a range, a text and an order in each question, made around a car that is there,
 * so that every question has an answer. Texts are words whole or begun, with a slip, or in Chinese.
 */
export function questions(rows: readonly WindowRow[], many: number): Asked[] {
  const next = chance(11);
  return Array.from({ length: many }, () => {
    const car = pick(next, rows);
    const third = next() < 0.5 ? { transmission: car.transmission } : { colour: car.colour };
    const filters = {
      q: textFor(car, next),
      fuel: car.fuel,
      body: car.body,
      ...third,
      price_gte: Math.floor(car.price.amount * 0.5),
      price_lte: Math.ceil(car.price.amount * 1.5),
    };
    return {
      filters,
      sort: pick(next, ["price", "-price", "mileage", "-year", "-created_at"] as const),
      limit: 20,
    };
  });
}

function textFor({ brand, model, trim = "" }: WindowRow, next: () => number): string {
  const first = brand.split(/[ -]/)[0] ?? brand;
  const [other] = spellingsOf(brand).filter((spelling) => /\p{Script=Han}/u.test(spelling));
  return pick(next, [
    first,
    `${first} ${model}`,
    `${first.slice(0, 3)} ${trim.split(" ")[1] ?? ""}`,
    first.length > 4 ? `${first.slice(0, 2)}${first[3]}${first[2]}${first.slice(4)}` : first,
    other ?? first,
    model,
  ]);
}
