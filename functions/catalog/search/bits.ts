/** One bit a car. All bit sets of a snapshot have the same length. */
export type Bits = Uint32Array<ArrayBuffer>;

export function bitsFor(capacity: number): Bits {
  return new Uint32Array((capacity + 31) >>> 5);
}

/** The same bits with room for more. */
export function grown(bits: Bits, capacity: number): Bits {
  const larger = bitsFor(capacity);
  larger.set(bits);
  return larger;
}

export function setBit(bits: Bits, at: number): void {
  bits[at >>> 5]! |= 1 << (at & 31);
}

export function clearBit(bits: Bits, at: number): void {
  bits[at >>> 5]! &= ~(1 << (at & 31));
}

export function hasBit(bits: Bits, at: number): boolean {
  return ((bits[at >>> 5]! >>> (at & 31)) & 1) === 1;
}

/** What all of them have. */
export function common([first, ...rest]: readonly [Bits, ...Bits[]]): Bits {
  const result = first.slice();
  for (const each of rest) for (let word = 0; word < result.length; word += 1) result[word]! &= each[word]!;
  return result;
}

export function add(into: Bits, more: Bits): void {
  for (let word = 0; word < into.length; word += 1) into[word]! |= more[word]!;
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (let word = 0; word < bits.length; word += 1) count += ones(bits[word]!);
  return count;
}

/** How many both have, without making a set of them. */
export function countCommon(a: Bits, b: Bits): number {
  let count = 0;
  for (let word = 0; word < a.length; word += 1) count += ones(a[word]! & b[word]!);
  return count;
}

/** Calls `visit` with each place that has a bit, in ascending order. */
export function eachBit(bits: Bits, visit: (at: number) => void): void {
  for (let word = 0; word < bits.length; word += 1)
    for (let left = bits[word]!; left !== 0; left &= left - 1)
      visit((word << 5) + 31 - Math.clz32(left & -left));
}

/** The bits of one word, counted side by side (Hacker's Delight, 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
