import * as z from "zod/mini";
import { VehicleId } from "#functions/catalog/index";
import { missing } from "#shared/errors";
import type { Ask } from "#shared/http";
import { findTogether } from "#shared/reads";
import { Instant } from "#shared/time";
import { type Car, Facts, isOffered } from "./car.ts";
import { Company, Shelf } from "./entities.ts";
import { chance, likeness } from "./scores.ts";
import { carsOn, shelfNumbers } from "./shelves.ts";

export const Recommendation = z
  .object({
    vehicle: VehicleId,
    ...z.pick(Facts, { brand: true, model: true, trim: true, year: true, price: true }).shape,
    reason: z.enum(["similar", "also_considered"]).register(z.globalRegistry, {
      description:
        "`also_considered`: people interested in the one were interested in the other. `similar`: by brand, model, body, fuel, year and price.",
    }),
    score: z
      .number()
      .check(z.minimum(0), z.maximum(1), z.meta({ description: "Comparable within one reason only." })),
  })
  .register(z.globalRegistry, { title: "Recommendation" });
export type Recommendation = z.output<typeof Recommendation>;

export const Recommendations = z
  .object({
    data: z.array(Recommendation),
    as_of: Instant.check(z.meta({ description: "The newest change of an offer that the list knows of." })),
  })
  .register(z.globalRegistry, {
    title: "Recommendations",
    description: "First what was also considered, then what is similar.",
  });

const mostOfEach = 6;

/**
 * What else to look at: cars that may be ordered now, each once, best first. One read brings the whole offer and
 * this car's company; a car that was sold a while ago still leads to its likes.
 */
export async function recommend({ params }: Ask<{ params: "vehicle" }>) {
  const { vehicle } = params;
  const wanted = shelfNumbers.map((shelf) => ({ of: Shelf, key: { shelf } }));
  const [company, ...shelves] = await findTogether([{ of: Company, key: { vehicle } }, ...wanted]);
  const cars = new Map(shelves.flatMap((shelf) => [...carsOn(shelf ?? {})]));
  const subject = cars.get(vehicle)?.facts;
  if (!subject) throw missing("Vehicle");
  cars.delete(vehicle);
  const considered = best("also_considered", cars, (name) => chance(company ?? {}, name));
  for (const { vehicle: listed } of considered) cars.delete(listed);
  const similar = best("similar", cars, (_, facts) => likeness(subject, facts));
  return { data: [...considered, ...similar], as_of: newest(shelves) };
}

function best(
  reason: Recommendation["reason"],
  cars: ReadonlyMap<string, Car>,
  score: (vehicle: string, facts: Facts) => number,
): Recommendation[] {
  return [...cars]
    .flatMap(([vehicle, car]) =>
      isOffered(car) ? [{ ...car.facts, vehicle, reason, score: score(vehicle, car.facts) }] : [],
    )
    .filter((row) => row.score > 0)
    .sort((a, b) => b.score - a.score || (a.vehicle < b.vehicle ? -1 : 1))
    .slice(0, mostOfEach);
}

function newest(shelves: readonly (Record<string, unknown> | undefined)[]): string {
  const times = shelves.flatMap((shelf) => [...carsOn(shelf ?? {}).values()].map(({ at }) => at));
  return times.reduce((latest, at) => (at > latest ? at : latest), "");
}
