import { spellingsOf } from "../brands.ts";
import { askedWords, isOneSlipFrom, mayBeMistyped, termsOf } from "./words.ts";

export type Name = { readonly brand: string; readonly model: string; readonly trim?: string };

/**
 * The names of a dealer's cars and the words by which they are found. A hundred thousand cars share some hundred
 * names: lists of names for each word are short, and a question is answered for names before any car is looked at.
 */
export type Names = {
  readonly all: Name[];
  /** Cars of each name that can be bought. */
  readonly cars: number[];
  readonly numberOf: Map<string, number>;
  /** Sorted, so that words with the same beginning lie together. */
  readonly terms: string[];
  readonly namesOf: Map<string, number[]>;
};

export function noNames(): Names {
  return { all: [], cars: [], numberOf: new Map(), terms: [], namesOf: new Map() };
}

/** The number of a name, which is made known if it is new. */
export function numberOf(names: Names, { brand, model, trim }: Name): number {
  const key = `${brand}\n${model}\n${trim ?? ""}`;
  const known = names.numberOf.get(key);
  if (known !== undefined) return known;
  const number = names.all.push({ brand, model, trim }) - 1;
  names.cars.push(0);
  names.numberOf.set(key, number);
  for (const term of termsOfName({ brand, model, trim })) list(names, term, number);
  return number;
}

/** True if that is the name of that number, which is cheaper to tell than to find its number. */
export function isNamed({ all }: Names, number: number, { brand, model, trim }: Name): boolean {
  const name = all[number];
  return name?.model === model && name.brand === brand && name.trim === trim;
}

/**
 * Marks the names that a question means: each of its words is a word of the name, or begins one. A word that no
 * car has may be mistyped. Undefined where the question has no words, and so asks for nothing.
 */
export function meant(names: Names, question: string): Uint8Array | undefined {
  const asked = askedWords(question);
  if (asked.length === 0) return undefined;
  const hits = new Uint8Array(names.all.length);
  asked.forEach((word, turn) => {
    for (const term of termsFor(names, word))
      for (const number of names.namesOf.get(term) ?? []) if (hits[number] === turn) hits[number] = turn + 1;
  });
  return hits.map((count) => (count === asked.length ? 1 : 0));
}

function termsFor(names: Names, word: string): string[] {
  const [from, to] = [placeOf(names.terms, word), placeOf(names.terms, `${word}\uffff`)];
  const begun = names.terms.slice(from, to).filter((term) => isInUse(names, term));
  if (begun.length > 0 || !mayBeMistyped(word)) return begun;
  return names.terms.filter((term) => isOneSlipFrom(word, term) && isInUse(names, term));
}

/** Words of cars that are gone are nobody's. */
function isInUse(names: Names, term: string): boolean {
  return names.namesOf.get(term)?.some((number) => names.cars[number]! > 0) ?? false;
}

function termsOfName({ brand, model, trim = "" }: Name): Set<string> {
  const terms = termsOf(`${brand} ${model} ${trim}`);
  for (const spelling of spellingsOf(brand)) for (const term of termsOf(spelling)) terms.add(term);
  return terms;
}

function list(names: Names, term: string, number: number): void {
  const known = names.namesOf.get(term);
  if (known) known.push(number);
  else {
    names.namesOf.set(term, [number]);
    names.terms.splice(placeOf(names.terms, term), 0, term);
  }
}

/** The first place in a sorted list that does not come before a word. */
function placeOf(terms: readonly string[], word: string): number {
  let [low, high] = [0, terms.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (terms[middle]! < word) low = middle + 1;
    else high = middle;
  }
  return low;
}
