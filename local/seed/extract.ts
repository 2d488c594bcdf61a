import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Line, london, shanghai } from "./lineup.ts";
import type { Model } from "./models.ts";

/**
 * `npx node local/seed/extract.ts`: makes `models.json`, the cars of the demo dealers, from the public data in
 * `../shared/data`. The same data give the same file.
 */
function main(): void {
  const listings = table("uk-used-car-listings.csv.gz");
  const catalogue = table("epa-vehicles.csv.gz");
  const taken = (line: Line, currency: "GBP" | "CNY"): Model[] =>
    line.newPrice === undefined
      ? fromListings(line, listings, currency)
      : fromCatalogue(line, line.newPrice, catalogue);
  const models = {
    london: london.flatMap((line) => taken(line, "GBP")),
    shanghai: shanghai.flatMap((line) => taken(line, "CNY")),
  };
  const lines = Object.entries(models).map(
    ([dealer, cars]) => `"${dealer}":[\n${cars.map((car) => JSON.stringify(car)).join(",\n")}\n]`,
  );
  writeFileSync(new URL("models.json", import.meta.url), `{${lines.join(",\n")}}\n`);
  console.log(`local/seed/models.json: ${models.london.length} + ${models.shanghai.length} cars`);
}

type Row = Record<string, string>;

function table(name: string): Row[] {
  const file = new URL(`../../../shared/data/${name}`, import.meta.url);
  if (!existsSync(file))
    throw new Error(
      `${file.pathname} is missing. models.json is checked in, so this is only needed to make it anew: put the public data folder beside the repository, as ../shared/data.`,
    );
  const [head = "", ...rows] = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  const names = cells(head);
  return rows.map((row) => Object.fromEntries(cells(row).map((cell, index) => [names[index] ?? "", cell])));
}

function cells(row: string): string[] {
  return [...row.matchAll(/"([^"]*)"|[^,]+|(?<=,|^)(?=,|$)/g)].map(([whole, quoted]) => quoted ?? whole);
}

/** Pounds to yuan, for cars that were offered in pounds: a round figure, not a rate of any day. */
const yuanPerPound = 9;

/** Two real listings of a model: not the newest and not the oldest of those from 2015 on. */
function fromListings(line: Line, listings: Row[], currency: "GBP" | "CNY"): Model[] {
  const found = listings
    .filter(
      ({ make, model, year, price_gbp }) =>
        make === line.make && model === line.model && Number(year) >= 2015 && Number(price_gbp) > 3000,
    )
    .filter(({ fuel }) => line.fuel === undefined || fuel === line.fuel)
    // Diesel engines are next to unknown in Chinese passenger cars.
    .filter(({ fuel }) => currency === "GBP" || fuel !== "Diesel")
    .toSorted(
      (a, b) => Number(a["year"]) - Number(b["year"]) || Number(a["price_gbp"]) - Number(b["price_gbp"]),
    );
  return spread(found, currency === "GBP" ? [0.45, 0.85] : [0.35, 0.75]).map((row) => {
    const pounds = Number(row["price_gbp"]);
    const major = currency === "GBP" ? pounds : Math.round((pounds * yuanPerPound) / 100) * 100;
    return {
      ...named(line),
      year: Number(row["year"]),
      price: major * 100,
      gearbox: gearboxes[row["transmission"] ?? ""] ?? "automatic",
      mileage_km: Math.round(Number(row["mileage_miles"]) * 1.609344),
      fuel: fuels[row["fuel"] ?? ""] ?? "petrol",
      engine_cc: Math.round(Number(row["engine_l"]) * 1000),
    };
  });
}

/** Two model years of the EPA's catalogue: what it says of engine and drive; price and mileage follow from the age. */
function fromCatalogue(line: Line, newPrice: number, catalogue: Row[]): Model[] {
  const found = catalogue
    .filter(({ make, model, year }) => make === line.make && model === line.model && Number(year) >= 2012)
    .toSorted((a, b) => Number(a["year"]) - Number(b["year"]) || Number(a["id"]) - Number(b["id"]));
  return spread(found, [0, 1]).map((row) => {
    const age = catalogueYear - Number(row["year"]);
    const litres = Number(row["displ"]);
    return {
      ...named(line),
      year: Number(row["year"]),
      price: Math.round((newPrice * 0.86 ** age) / 100) * 10_000,
      gearbox: row["trans"]?.startsWith("Manual")
        ? "manual"
        : row["trans"]?.includes("variable")
          ? "cvt"
          : "automatic",
      mileage_km: 14_300 * age + (Number(row["id"]) % 5000),
      fuel: row["fuel"] === "Electricity" ? "electric" : "petrol",
      engine_cc: Number.isFinite(litres) ? Math.round(litres * 1000) : 0,
      drive: row["drive"]?.startsWith("Front") ? "front" : row["drive"]?.startsWith("Rear") ? "rear" : "all",
    };
  });
}

/** The catalogue ends in 2015 and the listings in 2020: both are aged as seen from 2020. */
const catalogueYear = 2020;

function named({ make, model, name, body, wmi }: Line): Pick<Model, "brand" | "model" | "body" | "wmi"> {
  return { brand: make, model: name ?? model, body, wmi };
}

function spread(rows: Row[], parts: number[]): Row[] {
  return parts.map((part) => {
    const row = rows[Math.round((rows.length - 1) * part)];
    if (row === undefined) throw new Error("The data hold no car of a model in lineup.ts.");
    return row;
  });
}

const gearboxes: Record<string, string> = {
  Manual: "manual",
  Automatic: "automatic",
  "Semi-Auto": "semi_automatic",
};
const fuels: Record<string, string> = {
  Petrol: "petrol",
  Diesel: "diesel",
  Hybrid: "hybrid",
  Electric: "electric",
};

main();
