import type { Happened } from "./events.ts";
import { AlreadySeen, type Count, type Reaction, seen } from "./reactions.ts";
import { type Piece, transact } from "./transact.ts";

type Tally = Extract<Reaction, { kind: "tally" }>;

/** Counts what has just happened, in every generation that is written now. One batch of one dealer. */
export async function tallyLive(name: string, reaction: Tally, events: readonly Happened[]): Promise<void> {
  const generations = (await reaction.generations?.()) ?? [undefined];
  for (const generation of generations) await tallyInto(generation, name, reaction, events);
}

/**
 * Counts events in one generation: one transaction with the proofs of all of them and one sum per figure. What
 * that generation has seen before, live or replayed, counts no more.
 *
 * @param name the tally's name in the manifest, for its proofs.
 * @param events of the scope's dealer, each once, at most 40 so that proofs and figures fit one transaction.
 * @example await tallyInto(2, "countDay", countDay, events);
 */
export async function tallyInto(
  generation: number | undefined,
  name: string,
  reaction: Tally,
  events: readonly Happened[],
): Promise<void> {
  const proof = generation === undefined ? name : `${name}.g${generation}`;
  let rest = events;
  while (rest.length > 0) {
    const counts = (
      await Promise.all(rest.map(async (happened) => reaction.run(happened, generation ?? 0)))
    ).flat();
    try {
      if (counts.length > 0) await transact([...rest.map(({ id }) => seen(proof, id)), ...summed(counts)]);
      return;
    } catch (error) {
      if (!(error instanceof AlreadySeen)) throw error;
      rest = rest.filter(({ id }) => id !== error.event);
    }
  }
}

/** Adds up what goes to the same figure: one piece each. */
function summed(counts: readonly Count[]): Piece[] {
  const sums = new Map<string, Count>();
  for (const count of counts) {
    const name = JSON.stringify([
      count.to.definition.name,
      Object.entries(count.key).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
    const add = { ...sums.get(name)?.add };
    for (const [figure, by] of Object.entries(count.add)) add[figure] = (add[figure] ?? 0) + by;
    sums.set(name, { ...count, add });
  }
  return [...sums.values()].map(({ to, key, add }) => to.touch(key, { add }));
}
