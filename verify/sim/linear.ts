/** One operation as its caller saw it: when it was asked and answered, by a counter. No answer: `end` is Infinity. */
export type Seen<Op> = { readonly op: Op; readonly start: number; readonly end: number };

/**
 * Whether a recorded history can be explained by one thing that does one operation at a time (linearizability, after
 * Wing and Gong): there is an order that respects who was answered before who asked, in which each operation has the
 * answer it had. What got no answer may have happened at any time after it was asked, or never.
 *
 * @param next the states that a thing may be in after an operation with this answer: none when it cannot have had it.
 */
export function explains<Op, State>(
  history: readonly Seen<Op>[],
  initial: State,
  next: (state: State, op: Op) => readonly State[],
  isFinal: (state: State) => boolean,
): boolean {
  const tried = new Set<string>();
  function search(left: readonly Seen<Op>[], state: State): boolean {
    const name = `${left.map((seen) => history.indexOf(seen)).join()}|${JSON.stringify(state)}`;
    if (tried.has(name)) return false;
    tried.add(name);
    if (left.every(({ end }) => end === Infinity) && isFinal(state)) return true;
    const firstEnd = Math.min(...left.map(({ end }) => end));
    const possible = left.filter(({ start }) => start <= firstEnd);
    const without = (seen: Seen<Op>) => left.filter((other) => other !== seen);
    // What was answered and may have changed nothing can be taken at once: it stands in nobody's way.
    const same = JSON.stringify(state);
    const idle = possible.find(
      ({ op, end }) => end !== Infinity && next(state, op).some((after) => JSON.stringify(after) === same),
    );
    if (idle) return search(without(idle), state);
    return possible.some((seen) => next(state, seen.op).some((after) => search(without(seen), after)));
  }
  return search(history, initial);
}
