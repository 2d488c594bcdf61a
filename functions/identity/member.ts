import * as z from "zod/mini";
import { StoreId } from "#functions/dealers/index";
import { personal } from "#shared/personal";
import { Instant } from "#shared/time";
import { AccountId, Email, PersonName } from "./account.ts";

export const Roles = z
  .array(z.string().check(z.regex(/^[a-z][a-z0-9-]{1,39}$/, "not the name of a role")))
  .check(z.minLength(1), z.maxLength(10), z.meta({ examples: [["salesperson"]] }));

/** One person's membership of one dealer. */
export const Member = z
  .object({
    dealer: z.string(),
    account: AccountId,
    /** The name and address this dealer invited them by. */
    name: personal(PersonName),
    email: z.optional(personal(Email)),
    roles: Roles,
    /** The store they work at, if at one. */
    store: z.optional(StoreId),
    since: Instant,
    /** Only while they are an owner. */
    owner_since: z.optional(Instant),
    version: z.int(),
  })
  .register(z.globalRegistry, { title: "StaffMember", description: "A member of a dealer's staff." });
export type Member = z.output<typeof Member>;
