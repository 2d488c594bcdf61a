import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** Numbers from 0 to 1 that a seed decides (mulberry32), and what is drawn with them. */
export type Chance = ReturnType<typeof chance>;

export function chance(seed: number) {
  let state = seed | 0;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  /** A whole number from 0 to `below` - 1. */
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    happens: (probability: number): boolean => next() < probability,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError("There is nothing to pick from.");
      return list[below(list.length)] as T;
    },
    shuffled<T>(list: readonly T[]): T[] {
      const left = [...list];
      return list.map(() => left.splice(below(left.length), 1)[0] as T);
    },
  };
}

const genuine = {
  randomBytes: crypto.randomBytes,
  randomUUID: crypto.randomUUID,
  randomInt: crypto.randomInt,
  generateKeyPairSync: crypto.generateKeyPairSync,
};
const keys: unknown[] = [];
let keysUsed = 0;

/**
 * From here on identifiers, jitter and client tokens of this process follow from the seed; production code does not
 * know. Key pairs are made once and used again: they decide nothing, and cost more than all the rest of a world.
 */
export function seedRandomness(seed: number): void {
  const { next, below } = chance(seed);
  const randomBytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, () => below(256)));
  const randomUUID = (): string => {
    const hex = randomBytes(16).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  const randomInt = (from: number, to?: number): number => {
    const [least, most] = to === undefined ? [0, from] : [from, to];
    return least + Math.floor(next() * (most - least));
  };
  keysUsed = 0;
  const generateKeyPairSync = (kind: "rsa", options: { modulusLength: number }) =>
    (keys[keysUsed++] ??= genuine.generateKeyPairSync(kind, options));
  Object.assign(crypto, { randomBytes, randomUUID, randomInt, generateKeyPairSync });
  syncBuiltinESMExports();
}

/** Chance is chance again. */
export function unseedRandomness(): void {
  Object.assign(crypto, genuine);
  syncBuiltinESMExports();
}
