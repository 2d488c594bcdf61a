import * as z from "zod/mini";
import { decide } from "#shared/deciding";
import { Instant, instant } from "#shared/time";
import { write } from "#shared/write";
import { Base } from "./entities.ts";
import { begin } from "./search/rebuild.ts";

export const Reindexing = z.object({ started_at: Instant }).register(z.globalRegistry, {
  title: "Reindexing",
  description: "The shop window is being made anew from the vehicles.",
});
export type Reindexing = z.output<typeof Reindexing>;

/**
 * Makes the shop window anew from the vehicles: rows are held to vehicles and mended, and segments are made of them.
 * It goes on by itself, a step a minute, while the window is searched as before. One that runs already is told of
 * instead of beginning another.
 */
export function reindex(): Promise<Reindexing> {
  return decide(async () => {
    const base = await Base.find({ of: "window" }, { consistent: true });
    const pieces = begin(base, "vehicles");
    const started_at = pieces.length > 0 ? instant() : (base?.building ?? instant());
    return write(pieces, { started_at });
  });
}
