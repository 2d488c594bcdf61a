import * as z from "zod/mini";
import { Instant } from "#shared/time";
import { defineCommand } from "#shared/timers";
import { SegmentList } from "./entities.ts";

/** Told by catalog to itself: take the next step of making a window's segments anew, from where the last one got to. */
export const RebuildWindow = defineCommand("catalog.rebuildWindow", () =>
  z.object({
    /** When it began: another that began later has taken its place. */
    building: Instant,
    /** First the rows are held to the vehicles and the vehicles to the rows, then segments are made of the rows. */
    stage: z.enum(["vehicles", "rows", "segments"]),
    cursor: z.optional(z.string()),
    through: z.optional(Instant),
    segments: SegmentList(),
  }),
);

/** Told by catalog to itself: see whether a window's segments have grown old. */
export const RenewWindow = defineCommand("catalog.renewWindow", () => z.object({}));
