import * as z from "zod/mini";
import { defineEvent } from "#shared/events";
import { DealerId, StoreId } from "./ids.ts";

export const DealerOnboarded = defineEvent(
  "DealerOnboarded",
  1,
  "A dealer joined the platform and may trade.",
  () => z.object({ dealer: DealerId }),
);

export const StoreOpened = defineEvent("StoreOpened", 1, "A dealer added a store.", () =>
  z.object({ store: StoreId }),
);

export const StoreClosed = defineEvent("StoreClosed", 1, "A dealer removed a store.", () =>
  z.object({ store: StoreId }),
);
