import * as z from "zod/mini";
import { defineEvent } from "#shared/events";
import { id } from "#shared/ids";

/** A person of one dealer. */
export const PersonId = id("per");

export const PersonAdded = defineEvent(
  "PersonAdded",
  1,
  "A dealer's customer database has a new person.",
  () => z.object({ person: PersonId }),
);

export const PersonMergeProposed = defineEvent(
  "PersonMergeProposed",
  1,
  "One submission named keys of two people: staff decide whether they are one.",
  () => z.object({ person: PersonId, other: PersonId }),
);

export const PeopleMerged = defineEvent(
  "PeopleMerged",
  1,
  "Staff said that two records are one person: what names the merged one belongs to the other now.",
  () => z.object({ person: PersonId, merged: PersonId }),
);
