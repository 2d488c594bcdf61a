import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Chance } from "../sim/chance.ts";

export type Item = Record<string, AttributeValue>;

/** What the items of one sequence are made of. Few keys, so that operations meet. */
export type Matter = {
  readonly drawn: Chance;
  /** No other sequence names these partitions and places, so that many may run at once. */
  readonly own: string;
  /** Texts of some hundred thousand characters, so that pages end by size. */
  readonly heavy: boolean;
  /** What is odd about the request that is being made, by the name under which a difference may be known. */
  readonly odd: Set<string>;
};

/** Now and then something odd, which is written down. */
export function odd({ drawn, odd: noted }: Matter, what: string, probability = 0.03): boolean {
  const is = drawn.happens(probability);
  if (is) noted.add(what);
  return is;
}

const sorts = ["a#1", "a#2", "b", "b#10", "é", "車"];

export function partitionOf(matter: Matter): AttributeValue {
  return matter.drawn.pick(partitionsOf(matter));
}

export function partitionsOf({ own }: Matter): AttributeValue[] {
  return [{ S: `${own}-0` }, { S: `${own}-1` }];
}

export function placeOf({ drawn, own }: Matter): AttributeValue {
  return { S: `${own}@${drawn.below(2)}` };
}

export function sortOf({ drawn }: Matter): AttributeValue {
  return { S: drawn.pick(sorts) };
}

export function keyOf(matter: Matter): Item {
  return { pk: partitionOf(matter), sk: sortOf(matter) };
}

export function itemOf(matter: Matter): Item {
  const { drawn } = matter;
  const item = keyOf(matter);
  if (drawn.happens(0.6)) item["place"] = placeOf(matter);
  if (drawn.happens(0.6)) item["rank"] = rankOf(matter);
  for (const name of attributes)
    // Now and then of another kind than its name says.
    if (drawn.happens(0.5)) item[name] = valueOf(matter, drawn.happens(0.05) ? drawn.pick(attributes) : name);
  return item;
}

/** Rarely twice the same: where two entries of an index have one key, their order is nobody's promise. */
export function rankOf({ drawn }: Matter): AttributeValue {
  return { N: `${drawn.below(20_000) - 10_000}.${drawn.below(10)}${1 + drawn.below(9)}` };
}

/** A value such as an attribute has by its name. */
export function valueOf(matter: Matter, name: string): AttributeValue {
  const make = kinds[name] ?? keyKinds[name];
  if (!make) throw new Error(`There is no attribute ${name}.`);
  return make(matter);
}

const keyKinds: Readonly<Record<string, (matter: Matter) => AttributeValue>> = {
  pk: partitionOf,
  sk: sortOf,
  place: placeOf,
  rank: rankOf,
};

const words = ["", "a", "ab", "abc", "b", "Ab", "é", "車", "𠀀", "a#1"];
const numbers = ["0", "1", "-1", "2", "10", "0.5", "-0.25", "1000", "7", "0.0000001", "123456789.123456789"];
const spelt = ["007", "1e3", "1E-7", "2.50", "-0", "+1"];

const kinds: Readonly<Record<string, (matter: Matter) => AttributeValue>> = {
  text: ({ drawn, heavy }) => ({
    S: heavy && drawn.happens(0.8) ? "x".repeat(60_000 + drawn.below(280_000)) : drawn.pick(words),
  }),
  count: (matter) => ({ N: matter.drawn.pick(odd(matter, "spelling", 0.02) ? spelt : numbers) }),
  other: ({ drawn }) => ({ N: drawn.pick(numbers) }),
  flag: ({ drawn }) => ({ BOOL: drawn.happens(0.5) }),
  none: () => ({ NULL: true }),
  bytes: ({ drawn }) => ({ B: Uint8Array.from(drawn.pick([[0], [1, 2], [1, 2, 3], [255]])) }),
  list: ({ drawn }) => ({ L: several(drawn, numbers, 0).map((N) => ({ N })) }),
  map: ({ drawn }) => ({
    M: {
      x: { N: drawn.pick(numbers) },
      ...(drawn.happens(0.5) && { deep: { M: { y: { S: drawn.pick(words) } } } }),
    },
  }),
  texts: ({ drawn }) => ({ SS: several(drawn, words.slice(1), 1) }),
  figures: ({ drawn }) => ({ NS: several(drawn, ["1", "2", "3", "10", "-4"], 1) }),
};

export const attributes: readonly string[] = Object.keys(kinds);

function several<T>(drawn: Chance, list: readonly T[], least: number): T[] {
  return drawn.shuffled(list).slice(0, least + drawn.below(3));
}
