/** Random choices that are the same on every run: the seed must make the same dealerships every time. */
export type Random = {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
};

/** @param name what the numbers are for: each purpose has a row of its own, so that one more draw here moves nothing there. */
export function randomFor(name: string): Random {
  let state = Array.from(name).reduce(
    (sum, sign) => Math.imul(sum ^ sign.charCodeAt(0), 0x01000193),
    0x811c9dc5,
  );
  // mulberry32, public domain.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    pick: (choices) => {
      const chosen = choices[whole(0, choices.length - 1)];
      if (chosen === undefined) throw new Error(`Nothing to choose from for ${name}.`);
      return chosen;
    },
  };
}
