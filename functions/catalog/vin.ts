import { now } from "#shared/time";
import { countryOf, type Region, regionOf } from "./vin-regions.ts";
import type { VinFacts } from "./vin-schema.ts";
import { makerOf } from "./wmi.ts";

/** ISO 3779: 17 characters, digits and capitals without I, O and Q. */
const shape = /^[A-HJ-NPR-Z0-9]{17}$/;

/**
 * True for a number that the platform takes: it has the shape of ISO 3779, and a correct check digit where its
 * maker's region prescribes one (49 CFR 565.15 in North America, GB 16735 in China).
 *
 * @example isVin("1M8GDM9AXKP042788") // true
 */
export function isVin(vin: string): boolean {
  return shape.test(vin) && (!hasCheckDigit(vin) || vin[8] === checkDigit(vin));
}

/** Capitals without spaces and hyphens. @example normaliseVin("1m8 gdm9a xkp042788") // "1M8GDM9AXKP042788" */
export function normaliseVin(text: string): string {
  return text.toUpperCase().replace(/[\s\u00a0-]/g, "");
}

/**
 * What a VIN says by itself. Nothing is guessed: what the number does not say is missing.
 *
 * @param at milliseconds since 1970: model years later than the next calendar year have not been given out.
 * @throws Error for what is not a VIN.
 * @example readVin("1M8GDM9AXKP042788").model_year // 1989
 */
export function readVin(vin: string, at: number = now()): VinFacts {
  if (!shape.test(vin)) throw new Error("Not a vehicle identification number.");
  return {
    wmi: vin.slice(0, 3),
    region: regionOf(vin),
    country: countryOf(vin),
    maker: makerOf(vin),
    model_year: modelYear(vin, new Date(at).getUTCFullYear() + 1),
    check_digit: checkState(vin),
  };
}

const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/** A letter's value is its place in this row, modulo 10; the dots are I, O, Q and the gaps of the table. */
const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";

/**
 * The ninth character as the other sixteen prescribe it: `0`-`9` or `X`.
 *
 * @example checkDigit("1M8GDM9A_KP042788") // "X"
 */
export function checkDigit(vin: string): string {
  const sum = weights.reduce((total, weight, place) => {
    return weight === 0 ? total : total + weight * (values.indexOf(vin[place] ?? "") % 10);
  }, 0);
  return sum % 11 === 10 ? "X" : String(sum % 11);
}

function hasCheckDigit(vin: string): boolean {
  return regionOf(vin) === ("north_america" satisfies Region) || vin.startsWith("L");
}

function checkState(vin: string): VinFacts["check_digit"] {
  if (vin[8] === checkDigit(vin)) return "valid";
  return hasCheckDigit(vin) || /[0-9X]/.test(vin[8] ?? "") ? "invalid" : "not_used";
}

/** The tenth character, from 1980 on; I, O, Q, U, Z and 0 are no years. */
const yearCodes = "ABCDEFGHJKLMNPRSTVWXY123456789";
const cycle = 30;
/** GB/T 16735 brought the VIN to China in 1997: no Chinese year code is older. */
const firstInChina = 1997;

function modelYear(vin: string, latest: number): number | undefined {
  const code = yearCodes.indexOf(vin[9] ?? "");
  if (code < 0) return undefined;
  const years = [0, 1, 2].map((turn) => 1980 + code + turn * cycle).filter((year) => year <= latest);
  if (regionOf(vin) === "north_america") {
    // 49 CFR 565.15: of a passenger car the seventh character is a digit up to 2009 and a letter from 2010 on.
    const letter = /[A-Z]/.test(vin[6] ?? "");
    return only(years.filter((year) => year >= 2010 === letter));
  }
  if (vin.startsWith("L")) return only(years.filter((year) => year >= firstInChina));
  return undefined;
}

function only(years: number[]): number | undefined {
  return years.length === 1 ? years[0] : undefined;
}
