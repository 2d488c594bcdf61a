import { PeopleMerged } from "#functions/customers/events";
import { defineCommand } from "#shared/timers";

/** Told by leads to itself: a merged record has more leads than one write can move. */
export const FollowMerge = defineCommand("leads.followMerge", PeopleMerged.schema);
