import type { Card } from "./platform.ts";
import { ifThere, type Visit } from "./visit.ts";

const most = 4;

/**
 * What else to look at: what the platform recommends, and where it knows nothing of the car yet, the newest of the
 * same body. Two reads at most.
 */
export async function carsLike(
  { platform }: Pick<Visit, "platform">,
  car: { vehicle: string; body: string },
): Promise<readonly Card[]> {
  const recommended = await ifThere(platform.similar(car.vehicle));
  const wanted = (recommended?.data ?? []).map(({ vehicle }) => vehicle).slice(0, most);
  // A comparison brings what a card shows of two to four cars in one read; one that has just gone spoils it.
  const compared = wanted.length > 1 ? await ifThere(platform.comparison(wanted)) : undefined;
  if (compared) return compared.vehicles.filter(({ availability }) => availability === "available");
  const { data } = await platform.cars({ body: car.body, limit: String(most + 1) });
  return data.filter(({ vehicle }) => vehicle !== car.vehicle).slice(0, most);
}
