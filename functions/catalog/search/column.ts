import { add, type Bits, bitsFor, clearBit, countCommon, grown, setBit } from "./bits.ts";

/** One attribute of all cars: its values once, and a number for each car; 0 is no value. */
export type Column = {
  codes: Uint32Array<ArrayBuffer>;
  readonly values: string[];
  readonly codeOf: Map<string, number>;
  /** A set for each value, while there are few: counting in it is counting bits. */
  sets: Bits[] | undefined;
};

/** With more values than this, walking the cars that are left is cheaper than as many sets. */
const mostSets = 64;

export function columnFor(capacity: number): Column {
  return { codes: new Uint32Array(capacity), values: [], codeOf: new Map(), sets: [] };
}

export function growColumn(column: Column, capacity: number): void {
  column.codes = wider(column.codes, capacity);
  column.sets = column.sets?.map((set) => grown(set, capacity));
}

export function write(column: Column, slot: number, value: string | undefined): void {
  // Of a car that changed most stays: comparing is cheaper than looking up.
  if (valueAt(column, slot) === value) return;
  const code = value === undefined ? 0 : codeFor(column, value);
  const before = column.codes[slot]!;
  if (column.sets && before > 0) clearBit(column.sets[before - 1]!, slot);
  if (column.sets && code > 0) setBit(column.sets[code - 1]!, slot);
  column.codes[slot] = code;
}

export function valueAt(column: Column, slot: number): string | undefined {
  return column.values[column.codes[slot]! - 1];
}

/** The cars whose value passes a test. */
export function bitsWhere(column: Column, capacity: number, passes: (value: string) => boolean): Bits {
  const bits = bitsFor(capacity);
  const wanted = new Uint8Array(column.values.length + 1);
  column.values.forEach((value, index) => {
    if (!passes(value)) return;
    wanted[index + 1] = 1;
    if (column.sets) add(bits, column.sets[index]!);
  });
  if (column.sets || !wanted.includes(1)) return bits;
  const { codes } = column;
  for (let slot = 0; slot < codes.length; slot += 1)
    if (wanted[codes[slot]!] === 1) bits[slot >>> 5]! |= 1 << (slot & 31);
  return bits;
}

/** How many of some cars have each value. */
export function countValues({ codes, values, sets }: Column, among: Bits, cars: number): Uint32Array {
  const counts = new Uint32Array(values.length + 1);
  // A word of a set is some 32 cars: sets win unless few cars are left.
  if (sets && sets.length * among.length < cars * 2) {
    sets.forEach((set, index) => (counts[index + 1] = countCommon(set, among)));
    return counts;
  }
  for (let word = 0; word < among.length; word += 1)
    for (let left = among[word]!; left !== 0; left &= left - 1)
      counts[codes[(word << 5) + 31 - Math.clz32(left & -left)]!]! += 1;
  return counts;
}

function codeFor(column: Column, value: string): number {
  const known = column.codeOf.get(value);
  if (known !== undefined) return known;
  const code = column.values.push(value);
  column.codeOf.set(value, code);
  if (code > mostSets) column.sets = undefined;
  column.sets?.push(bitsFor(column.codes.length));
  return code;
}

function wider(codes: Uint32Array<ArrayBuffer>, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(codes);
  return larger;
}
