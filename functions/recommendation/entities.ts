import * as z from "zod/mini";
import { Instant } from "#shared/time";
import { entity } from "#shared/table";
import * as Activity from "./activity-day.ts";

/**
 * A dealer's cars lie on eight shelves, one attribute per car (`car.ts`), so that the cars of a whole dealership
 * come in the same single BatchGetItem as the company of the car asked about: 8 x 400 KB are some 8,000 cars.
 * A query over one item per car was refused: it cannot bring the other car's counters along. So was a list kept
 * ready for each car: one sale would rewrite the lists of all its likes.
 */
export const Shelf = entity({
  name: "Shelf",
  v: 1,
  schema: () => z.looseObject({ shelf: z.int() }),
  key: { pk: "{dealer}#recommendation#shelf#{shelf}", sk: "shelf" },
});

/** What somebody was interested in lately. `actor` is a digest: who it is cannot be read from it. */
export const Interest = entity({
  name: "Interest",
  v: 1,
  schema: () =>
    z.object({
      actor: z.string(),
      vehicles: z.array(z.string()),
      until: Instant,
      version: z.int(),
    }),
  key: { pk: "{dealer}#recommendation#interest#{actor}", sk: "interest" },
  expires: ({ until }) => Math.floor(Date.parse(until) / 1000),
});

/** The company a car keeps: `actors` that were interested in it, and under each other car's id how many of both. */
export const Company = entity({
  name: "Company",
  v: 1,
  schema: () => z.looseObject({ vehicle: z.string(), actors: z.int() }),
  key: { pk: "{dealer}#recommendation#company#{vehicle}", sk: "company" },
});

export const ActivityDay = entity({
  name: "ActivityDay",
  v: 1,
  schema: Activity.Day,
  key: { pk: "{dealer}#recommendation#activity", sk: "{day}" },
});
