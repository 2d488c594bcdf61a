import { readFileSync } from "node:fs";

/** A car as `extract.ts` took it from the public data. `price` in minor units of the dealer's currency. */
export type Model = {
  brand: string;
  model: string;
  body: string;
  /** World manufacturer identifier. */
  wmi: string;
  year: number;
  price: number;
  gearbox: string;
  mileage_km: number;
  fuel: string;
  /** 0: has no engine, or the source does not say. */
  engine_cc: number;
  drive?: string;
};

/** The hundred cars of each demo dealer, made by `extract.ts`. */
export function readModels(): { london: Model[]; shanghai: Model[] } {
  return JSON.parse(readFileSync(new URL("models.json", import.meta.url), "utf8")) as ReturnType<
    typeof readModels
  >;
}
