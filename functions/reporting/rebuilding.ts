import type { HappenedOf } from "#shared/events";
import { instant, now } from "#shared/time";
import { at } from "#shared/timers";
import type { Piece } from "#shared/transact";
import { ForgetGeneration, RebuildFurther } from "./commands.ts";
import { differingDays, takeOverOlderDays } from "./comparison.ts";
import { DayFigures, Generations, type Rebuild } from "./entities.ts";
import { pointer } from "./generations.ts";
import { replay } from "./replay.ts";

/** Batches on their way are counted in one generation a moment before the other: a difference is looked at again. */
const mostComparisons = 5;
const minute = 60_000;
/** Longer than any consumer or reader remembers a generation. */
const forgottenAfter = 3_600_000;

/**
 * Takes the next step of a rebuild: older days first, then the log in steps that fit a consumer's 30 seconds,
 * then the comparison. Interrupted anywhere it is taken again without counting twice.
 */
export async function rebuildFurther({ data }: HappenedOf<typeof RebuildFurther>): Promise<Piece[]> {
  const state = await Generations.find(pointer, { consistent: true });
  if (!state?.rebuild || state.building !== data.generation || state.step !== data.step) return [];
  const { rebuild, building, position } = state;
  if (!position) return compare(state, rebuild);
  if (data.step === 0) await takeOverOlderDays(state.current, building, rebuild.first_day);
  const { reached, events } = await replay(building, rebuild.first_day, position);
  return further(state, { position: reached, rebuild: { ...rebuild, events: rebuild.events + events } });
}

async function compare(state: Generations, rebuild: Rebuild): Promise<Piece[]> {
  const days = await differingDays(state.current, rebuild.generation, rebuild.first_day);
  const comparisons = (state.comparisons ?? 0) + 1;
  if (days.length > 0 && comparisons < mostComparisons) return further(state, { comparisons });
  const switched = days.length === 0 || rebuild.on_difference === "switch";
  const done: Rebuild = {
    ...rebuild,
    state: switched ? "switched" : "different",
    differing_days: days,
    ended_at: instant(),
  };
  return [
    Generations.change(state, {
      current: switched ? rebuild.generation : state.current,
      building: undefined,
      rebuild: done,
    }),
    at(now() + forgottenAfter, ForgetGeneration, {
      generation: switched ? state.current : rebuild.generation,
    }),
  ];
}

function further(state: Generations, changes: Partial<Generations>): Piece[] {
  const step = (state.step ?? 0) + 1;
  return [
    Generations.change(state, { ...changes, step, progressed_at: instant() }),
    at(now() + minute, RebuildFurther, { generation: state.last, step }),
  ];
}

/** Removes a generation that is neither read nor written, a transaction at a time. */
export async function forget({ data }: HappenedOf<typeof ForgetGeneration>): Promise<Piece[]> {
  const { generation } = data;
  const state = await Generations.find(pointer, { consistent: true });
  if (!state || generation === state.current || generation === state.building) return [];
  const { data: days, next_cursor: more } = await DayFigures.list({ generation }, { limit: 90 });
  const removals = days.map((day) => DayFigures.remove(day));
  return more ? [...removals, at(now(), ForgetGeneration, { generation })] : removals;
}
