import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Body } from "#functions/catalog/vocabulary";
import type { WindowRow } from "#functions/catalog/window-row";
import { chance, pick } from "./chance.ts";

const listings = join(import.meta.dirname, "../../shared/data/uk-used-car-listings.csv.gz");
const kilometresAMile = 1.609344;

/** Where the stock comes from, for the report. */
export const source = existsSync(listings)
  ? "real listings: uk-used-car-listings.csv.gz"
  : `generated, because ${listings} is not there`;

/**
 * As many cars as asked for, of real listings (make, model, year, price, transmission, mileage, fuel, engine); what
 * listings do not say (body, colour, trim, store, an own photo) is drawn from a seed. Without the data the listings
 * are drawn as well.
 */
export function stock(cars: number): WindowRow[] {
  const next = chance(5);
  const known = existsSync(listings) ? readListings() : [];
  return Array.from({ length: cars }, (_, at) =>
    carOf(known[at % (known.length || 1)] ?? drawn(next), at, next),
  );
}

type Listing = readonly [
  make: string,
  model: string,
  year: string,
  pounds: string,
  transmission: string,
  miles: string,
  fuel: string,
  tax: string,
  mpg: string,
  litres: string,
];

function readListings(): Listing[] {
  const [, ...lines] = gunzipSync(readFileSync(listings)).toString("utf8").trim().split("\n");
  return lines.map((line) => line.split(",").map((cell) => cell.trim()) as unknown as Listing);
}

const makes: readonly (readonly [string, readonly string[]])[] = [
  ["Audi", ["A1", "A3", "A4", "Q3", "Q5"]],
  ["BMW", ["1 Series", "3 Series", "X1", "X5"]],
  ["Ford", ["Fiesta", "Focus", "Kuga"]],
  ["Volkswagen", ["Golf", "Polo", "Tiguan"]],
];

function drawn(next: () => number): Listing {
  const [make, models] = pick(next, makes);
  const year = String(2010 + Math.floor(next() * 11));
  const [pounds, miles] = [String(2000 + Math.floor(next() * 60_000)), String(Math.floor(next() * 120_000))];
  const [gearbox, fuel] = [pick(next, ["Manual", "Automatic"]), pick(next, ["Petrol", "Diesel", "Hybrid"])];
  return [
    make,
    pick(next, models),
    year,
    pounds,
    gearbox,
    miles,
    fuel,
    "150",
    "50",
    pick(next, ["1.0", "1.5", "2"]),
  ];
}

const colours = ["Black", "White", "Silver", "Grey", "Blue", "Red", "Green", "Orange", "Brown", "Yellow"];
const trims = [
  "SE",
  "Sport",
  "S line",
  "M Sport",
  "R-Line",
  "Titanium",
  "AMG Line",
  "尊贵型",
  "Comfort",
  "Launch Edition",
];
const stores = ["a", "b", "c", "d"].map((sign) => `sto_01kb2y6q0a4n8r7v3x5z9c1d2${sign}`);
const transmissions: Record<string, WindowRow["transmission"]> = {
  Manual: "manual",
  Automatic: "automatic",
  "Semi-Auto": "semi_automatic",
};
const fuels: Record<string, WindowRow["fuel"]> = {
  Petrol: "petrol",
  Diesel: "diesel",
  Hybrid: "hybrid",
  Electric: "electric",
};

function carOf(listing: Listing, at: number, next: () => number): WindowRow {
  const [make, model, year, pounds, transmission, miles, fuel, , , litres] = listing;
  const vehicle = `veh_${String(at).padStart(10, "0")}${Math.floor(next() * 1e15)
    .toString(32)
    .padStart(16, "0")}`;
  return {
    vehicle: vehicle.slice(0, 30).replaceAll("u", "z").replaceAll(/[ilo]/g, "x"),
    brand: make === "Mercedes" ? "Mercedes-Benz" : make === "VW" ? "Volkswagen" : make,
    model,
    trim: `${litres} ${pick(next, trims)}`,
    year: Number(year),
    colour: pick(next, colours),
    body: pick(next, Body.options),
    fuel: fuels[fuel] ?? "lpg",
    transmission: transmissions[transmission],
    mileage_km: Math.round(Number(miles) * kilometresAMile),
    price: { amount: Number(pounds) * 100, currency: "GBP" },
    store: pick(next, stores),
    created_at: new Date(Date.UTC(2026, 0, 1) + Math.floor(next() * 300 * 86_400_000)).toISOString(),
    photo: { url: `https://photos.example.com/${vehicle}/front-left.jpg` },
  };
}
