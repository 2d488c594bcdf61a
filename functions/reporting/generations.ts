import { type Setting, settings } from "#shared/settings";
import { Generations } from "./entities.ts";

/** The item that says which generation counts; figures begin in generation 1, before there is such an item. */
export const pointer = { figures: "daily" } as const;
export const firstGeneration = 1;

/** Kept as long as the dealer's settings are, so that every process sees a switch within the same 30 seconds. */
const kept = new WeakMap<Setting, number>();

/** The generation that reports read: at most 30 seconds old and, like settings, outside of the read budget. */
export async function currentGeneration(): Promise<number> {
  const setting = await settings();
  const known = kept.get(setting);
  if (known !== undefined) return known;
  const generation = (await Generations.find(pointer))?.current ?? firstGeneration;
  kept.set(setting, generation);
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
