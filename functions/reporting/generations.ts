import { scope } from "#shared/scope";
import { now } from "#shared/time";
import { Generations } from "./entities.ts";

/** The item that says which generation counts; figures begin in generation 1, before there is such an item. */
export const pointer = { figures: "daily" } as const;
export const firstGeneration = 1;

/** As with a dealer's settings, every process sees a switch within 30 seconds. */
const keptMilliseconds = 30_000;
const cache = new Map<string, { at: number; generation: number }>();

/** The generation that reports read: at most 30 seconds old and, like settings, outside of the read budget. */
export async function currentGeneration(): Promise<number> {
  const { dealer } = scope();
  const kept = cache.get(dealer);
  const age = kept ? now() - kept.at : Infinity;
  if (kept && age >= 0 && age < keptMilliseconds) return kept.generation;
  const generation = (await Generations.find(pointer))?.current ?? firstGeneration;
  cache.set(dealer, { at: now(), generation });
  return generation;
}

/**
 * The generations that events are counted in now. Read afresh for each batch: an event of which a consumer
 * knows no rebuild was logged before the rebuild began, and so is in what the rebuild replays.
 */
export async function writtenGenerations(): Promise<readonly number[]> {
  const found = await Generations.find(pointer, { consistent: true });
  if (!found) return [firstGeneration];
  return found.building === undefined ? [found.current] : [found.current, found.building];
}
