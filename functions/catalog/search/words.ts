/** A run of Chinese characters, or a run of other letters and digits. */
const runs = /\p{Script=Han}+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv;
const han = /^\p{Script=Han}/u;

/**
 * Under which words a text is found: each word, its letters and its digits by themselves, two neighbours written
 * as one, and every two neighbouring Chinese characters.
 *
 * @example termsOf("Model Y 75D") // model, y, modely, 75d, 75, d, y75d
 */
export function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  let before = "";
  for (const word of wordsIn(text)) {
    if (han.test(word)) {
      const characters = Array.from(word);
      // The last one by itself, so that one character is found wherever it stands: as a beginning.
      characters.forEach((character, at) => terms.add(character + (characters[at + 1] ?? "")));
      before = "";
    } else {
      terms.add(word);
      const parts = word.match(/\p{N}+|\P{N}+/gu) ?? [];
      if (parts.length > 1) for (const part of parts) terms.add(part);
      if (before) terms.add(before + word);
      before = word;
    }
  }
  return terms;
}

/**
 * What a question asks for: every word of it must be a term of a car, or the beginning of one.
 *
 * @example askedWords("宝马x5 M") // 宝马, x5, m
 */
export function askedWords(question: string): string[] {
  const asked = wordsIn(question).flatMap((word) => (han.test(word) ? pairs(Array.from(word)) : [word]));
  return [...new Set(asked)];
}

/** Only a word of four letters or more may be mistyped: one sign makes a 320d another car than a 330d. */
export function mayBeMistyped(word: string): boolean {
  return /^\p{L}{4,}$/u.test(word) && !han.test(word);
}

/**
 * True if one slip of the hand, at most, makes one word of the other: a letter too many, too few, another one, or
 * two neighbours exchanged (Damerau's distance of 1).
 */
export function isOneSlipFrom(a: string, b: string): boolean {
  if (a.length > b.length) return isOneSlipFrom(b, a);
  if (b.length - a.length > 1) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  if (a.length < b.length) return a.slice(same) === b.slice(same + 1);
  if (a.slice(same + 1) === b.slice(same + 1)) return true;
  return a[same] === b[same + 1] && a[same + 1] === b[same] && a.slice(same + 2) === b.slice(same + 2);
}

/** Without case, accents and full-width forms. */
function wordsIn(text: string): string[] {
  const folded = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return folded.match(runs) ?? [];
}

function pairs(characters: string[]): string[] {
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}
