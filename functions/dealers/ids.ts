import * as z from "zod/mini";
import { id } from "#shared/ids";

/** First parts of addresses and keys that are the platform's own. */
const taken = new Set(["platform", "assets", "signed-in", "signed-out"]);

/** Chosen at onboarding and never changed: it is in every address and key of the dealer. */
export const DealerId = z.string().check(
  z.regex(/^[a-z][a-z0-9-]{2,39}$/, "3 to 40 lower-case letters, digits and hyphens, a letter first"),
  z.refine((id) => !taken.has(id), "is taken by the platform itself"),
  z.meta({ examples: ["london-cars"] }),
);

export const StoreId = id("sto");
