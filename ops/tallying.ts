import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item as DynamoDB speaks it: each value with its type. */
export type Item = Record<string, AttributeValue>;

/** Of one dealer, or of `platform`: how many items, and one checksum over all of them in any order (256 bits, hex). */
export type Tally = { readonly items: number; readonly checksum: string };
export type Tallies = Readonly<Record<string, Tally>>;

const modulus = 1n << 256n;

/**
 * Counts items and sums their digests, by the dealer their partition key begins with. A sum, because a scan promises no
 * order; not an exclusive or, because two equal items would hide each other.
 */
export function tallying(): { add(item: Item): void; tallies(): Tallies } {
  const sums = new Map<string, { items: number; sum: bigint }>();
  return {
    add(item) {
      const dealer = dealerOf(item);
      const { items, sum } = sums.get(dealer) ?? { items: 0, sum: 0n };
      sums.set(dealer, { items: items + 1, sum: (sum + digest(item)) % modulus });
    },
    tallies: () =>
      Object.fromEntries(
        [...sums]
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([dealer, { items, sum }]) => [
            dealer,
            { items, checksum: sum.toString(16).padStart(64, "0") },
          ]),
      ),
  };
}

/** The dealers whose tallies differ, each with both counts. */
export function differences(expected: Tallies, found: Tallies): string[] {
  const dealers = [...new Set([...Object.keys(expected), ...Object.keys(found)])].toSorted();
  return dealers
    .filter((dealer) => expected[dealer]?.checksum !== found[dealer]?.checksum)
    .map(
      (dealer) =>
        `${dealer}: ${expected[dealer]?.items ?? 0} items exported, ${found[dealer]?.items ?? 0} found, and their contents differ`,
    );
}

function dealerOf(item: Item): string {
  return item["pk"]?.S?.split("#", 1)[0] ?? "";
}

function digest(item: Item): bigint {
  return BigInt(
    `0x${createHash("sha256")
      .update(JSON.stringify(canonical(item)))
      .digest("hex")}`,
  );
}

/** Names sorted, sets sorted, bytes as base64: what is equal to DynamoDB is one text. */
function canonical(value: unknown, name = ""): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) {
    const all = value.map((each) => canonical(each));
    return name === "SS" || name === "NS" || name === "BS"
      ? all.map(String).toSorted((one, other) => (one < other ? -1 : 1))
      : all;
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, canonical(each, key)]),
  );
}
