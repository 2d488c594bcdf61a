import * as z from "zod";
import { StoreId } from "#functions/dealers/index";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { AccountId, Email, PersonName } from "./account.ts";

export const Roles = z
  .array(z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "not the name of a role"))
  .min(1)
  .max(10)
  .meta({ examples: [["salesperson"]] });

/** One person's membership of one dealer. */
export const Member = z
  .object({
    dealer: z.string(),
    account: AccountId,
    /** The name and address this dealer invited them by. */
    name: personal(PersonName),
    email: personal(Email).optional(),
    roles: Roles,
    /** The store they work at, if at one. */
    store: StoreId.optional(),
    since: Instant,
    /** Only while they are an owner. */
    owner_since: Instant.optional(),
    version: z.int(),
  })
  .meta({ title: "StaffMember", description: "A member of a dealer's staff." });
export type Member = z.output<typeof Member>;
