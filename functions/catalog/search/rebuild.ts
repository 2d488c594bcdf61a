import type { HappenedOf } from "#shared/events";
import { instant, now } from "#shared/time";
import { at } from "#shared/timers";
import type { Piece } from "#shared/transact";
import { RebuildWindow, RenewWindow } from "../commands.ts";
import { Base, Vehicle, WindowRow } from "../entities.ts";
import { entryOf } from "./entry.ts";
import { renewedAfter, settledAt } from "./lifetimes.ts";
import { mendDifferences } from "./mend.ts";
import { store } from "./segments.ts";

type Step = HappenedOf<typeof RebuildWindow>["data"];

/** A window of fewer cars is read from its rows as fast as from segments. */
const fewestCars = 500;
/** Half of what a consumer's function may run. */
const stepMilliseconds = 15_000;
/** A rebuild that has not ended after so long has failed for good: another may begin. */
const givenUpAfter = 3_600_000;
const dayMilliseconds = 86_400_000;

/** Begins to make a window's segments anew, unless somebody has begun; it goes on by itself, a step a minute. */
export function begin(base: Base | undefined, stage: Step["stage"]): Piece[] {
  if (base?.building !== undefined && Date.parse(base.building) > now() - givenUpAfter) return [];
  const building = instant();
  const first = {
    of: "window" as const,
    segments: [],
    through: instant(0),
    built_at: instant(0),
    folded: 0,
    building,
    version: 1,
  };
  return [
    base ? Base.change(base, { building }) : Base.create(first),
    at(now(), RebuildWindow, { building, stage, segments: [] }),
  ];
}

/**
 * Takes steps of a rebuild for as long as a consumer may. Interrupted anywhere it is taken up where the last whole
 * run ended; searches read the old segments until the new ones are complete.
 */
export async function rebuildFurther({ data }: HappenedOf<typeof RebuildWindow>): Promise<Piece[]> {
  const base = await Base.find({ of: "window" }, { consistent: true });
  if (base?.building !== data.building) return [];
  const until = now() + stepMilliseconds;
  let step: Step | Done = await next(data);
  while (!("done" in step) && now() < until) step = await next(step);
  if (!("done" in step)) return [at(now(), RebuildWindow, step)];
  const { segments, through = base.through } = step.done;
  const built = { segments, through, built_at: instant(), folded: 0, building: undefined };
  const again = segments.length > 0 ? [at(now() + renewedAfter, RenewWindow, {})] : [];
  return [Base.change(base, built), ...again];
}

/** Makes segments anew that have grown old, so that they are neither behind what can be followed nor expired. */
export async function renew(): Promise<Piece[]> {
  const base = await Base.find({ of: "window" }, { consistent: true });
  const isYoung = base && Date.parse(base.built_at) > now() - renewedAfter + dayMilliseconds;
  return !base || isYoung ? [] : begin(base, "segments");
}

/** True for a window that is worth segments. */
export async function isLarge(): Promise<boolean> {
  const { data } = await WindowRow.list({}, { limit: fewestCars });
  return data.length === fewestCars;
}

type Done = { done: Step };

function next(step: Step): Promise<Step | Done> {
  return stages[step.stage](step);
}

const stages: Record<Step["stage"], (step: Step) => Promise<Step | Done>> = {
  async vehicles(step) {
    const page = { limit: 100, cursor: step.cursor };
    const { data, next_cursor } = await Vehicle.by.newestInStatus({ status: "on_sale" }, page);
    await mendDifferences(data.map(({ vehicle }) => vehicle));
    return { ...step, stage: next_cursor ? "vehicles" : "rows", cursor: next_cursor };
  },
  async rows(step) {
    const { data, next_cursor } = await WindowRow.list({}, { limit: 100, cursor: step.cursor });
    await mendDifferences(data.map(({ vehicle }) => vehicle));
    return { ...step, stage: next_cursor ? "rows" : "segments", cursor: next_cursor };
  },
  /** A page of rows is a segment. What changes from the beginning of the first page on is followed from there. */
  async segments(step) {
    const through = step.through ?? settledAt(now());
    const { data, next_cursor } = await WindowRow.list({}, { cursor: step.cursor, consistent: true });
    const isSmall = step.segments.length === 0 && !next_cursor && data.length < fewestCars;
    const entries = data.map(({ revision, ...row }) => entryOf(row.vehicle, revision, row));
    const segments = [...step.segments, ...(isSmall ? [] : await store(entries))];
    const further = { ...step, through, segments, cursor: next_cursor };
    return next_cursor ? further : { done: further };
  },
};
