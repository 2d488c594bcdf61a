import * as z from "zod/mini";
import { PeopleMerged } from "#functions/customers/events";
import { defineCommand } from "#shared/timers";

/** Told by leads to itself: a merged record has more leads than one write can move. */
export const FollowMerge = defineCommand("leads.followMerge", () => PeopleMerged.schema);

/** Told by leads to itself: somebody who left has more leads than one write can hand over. */
export const HandOver = defineCommand("leads.handOver", () => z.object({ account: z.string() }));
