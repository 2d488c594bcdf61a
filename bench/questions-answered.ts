import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { find } from "#functions/catalog/search/find";
import { apply, emptySnapshot } from "#functions/catalog/search/snapshot";
import { oracle } from "#test/catalog-oracle";
import { anyHistory, anyQuestion } from "#test/catalog-questions";

/** Questions to each window. */
const each = 10;

/**
 * Random questions to random windows (cars that came, changed, left and came back; both scripts, mixed, mistyped)
 * against an oracle that looks at every car for every question and shares no code with the search.
 */
export function answered(questions: number, seed: number) {
  const histories = fc.sample(anyHistory, { numRuns: Math.ceil(questions / each), seed });
  const asked = fc.sample(anyQuestion, { numRuns: questions, seed: seed + 1 });
  const wrong: unknown[] = [];
  const count = { questions: 0, with_text: 0, with_chinese: 0, with_answers: 0 };
  for (const [at, question] of asked.entries()) {
    const history = histories[Math.floor(at / each)]!;
    const snapshot = emptySnapshot();
    for (const entry of history.entries) apply(snapshot, entry);
    const answer = find(snapshot, question);
    count.questions += 1;
    if (question.filters.q !== undefined) count.with_text += 1;
    if (/\p{Script=Han}/u.test(question.filters.q ?? "")) count.with_chinese += 1;
    if (answer.total > 0) count.with_answers += 1;
    if (!isDeepStrictEqual(answer, oracle(history.rows, question))) wrong.push(question);
  }
  return {
    name: "search answers",
    peer: "an oracle that looks at every car",
    seed,
    ...count,
    wrong: wrong.length,
    examples: wrong.slice(0, 3),
  };
}
