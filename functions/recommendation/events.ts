import * as z from "zod/mini";
import { VehicleId } from "#functions/catalog/index";
import { defineEvent } from "#shared/events";

/** Told by recommendation to itself: the counting of pairs is a sum and must not hold up whoever bought. */
export const InterestShown = defineEvent(
  "InterestShown",
  1,
  "Somebody was interested in a car after `met`, the cars they were interested in before; who it was is not told.",
  () =>
    z.object({
      vehicle: VehicleId,
      met: z.array(VehicleId).check(z.maxLength(8)),
      /** False in the further events of one interest, so that the person counts once. */
      first: z.boolean(),
    }),
);
