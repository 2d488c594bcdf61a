import { randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { now } from "./time.ts";

/** Crockford's base 32 in lower case: no i, l, o, u, and it sorts as the bits do. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new identifier that says what it names and sorts by the time it was made: prefix, 48 bits of
 * milliseconds, 80 random bits (the layout of a ULID).
 *
 * @example newId("ord") // "ord_01kb2y6q0a4n8r7v3x5z9c1d2e"
 */
export function newId(prefix: string): string {
  return `${prefix}_${encode(BigInt(now()), 10)}${encode(BigInt(`0x${randomBytes(10).toString("hex")}`), 16)}`;
}

/**
 * The schema of identifiers with one prefix.
 *
 * @example export const OrderId = id("ord");
 */
export function id(prefix: string) {
  return z
    .string()
    .check(
      z.regex(
        new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`),
        `not an identifier that begins with ${prefix}_`,
      ),
      z.meta({ examples: [`${prefix}_01kb2y6q0a4n8r7v3x5z9c1d2e`] }),
    );
}

function encode(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text;
  return text;
}
