import { isVin } from "#functions/catalog/index";
import type { Random } from "./random.ts";

/** ISO 3779 leaves out I, O and Q. */
const signs = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
const letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
/** From 2010 on; I, O, Q, U, Z and 0 name no year. */
const yearCodes = "ABCDEFGHJKLMNPRSTVWXY123456789";

/**
 * A vehicle identification number as that maker could give it to a car of that model year: with the check digit
 * where the region has one, and with the year where the region's numbers say it.
 */
export function vinFor({ wmi, year }: { wmi: string; year: number }, serial: number, random: Random): string {
  const type = [signs, signs, signs].map((from) => random.pick(Array.from(from))).join("");
  // The seventh character of a North American car is a letter from 2010 on (49 CFR 565.15).
  const seventh = random.pick(Array.from(letters));
  const before = `${wmi}${type}${seventh}${random.pick(Array.from("123456789"))}`;
  const after = `${yearCodes[(year - 2010) % yearCodes.length]}${random.pick(Array.from(letters))}${String(serial).padStart(6, "0")}`;
  // European makers commonly fill the ninth place with Z; where it is a check digit, one of eleven signs is right.
  const candidates = /^[L1-5]/.test(wmi) ? Array.from("0123456789X") : ["Z"];
  const right = candidates.map((ninth) => `${before}${ninth}${after}`).find(isVin);
  if (right === undefined) throw new Error(`There is no check digit for ${before}_${after}.`);
  return right;
}
