import * as z from "zod/mini";
import { defineEvent } from "#shared/events";
import { AccountId } from "./account.ts";

export const StaffInvited = defineEvent(
  "StaffInvited",
  1,
  "A person became a member of a dealer's staff.",
  () => z.object({ account: AccountId, roles: z.array(z.string()) }),
);

export const StaffChanged = defineEvent("StaffChanged", 1, "A member of staff was given other roles.", () =>
  z.object({ account: AccountId, roles: z.array(z.string()) }),
);

export const StaffRemoved = defineEvent(
  "StaffRemoved",
  1,
  "A membership ended; the person is signed out everywhere.",
  () => z.object({ account: AccountId }),
);
