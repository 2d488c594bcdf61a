import * as z from "zod/mini";
import { defineCommand } from "#shared/timers";

/** One step of a rebuild; a step that was taken before is nothing to do. */
export const RebuildFurther = defineCommand("reporting.rebuild", () =>
  z.object({ generation: z.int(), step: z.int() }),
);

/** The figures of a generation that nothing reads or writes any more. */
export const ForgetGeneration = defineCommand("reporting.forget", () => z.object({ generation: z.int() }));
