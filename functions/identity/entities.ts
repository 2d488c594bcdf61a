import { entity } from "#shared/table";
import * as Accounts from "./account.ts";
import * as Members from "./member.ts";

/** Belongs to no dealer: one person may work for several, and buy from any. */
export const Account = entity({
  name: "Account",
  v: 1,
  schema: Accounts.Account,
  key: { pk: "platform#identity#account#{account}", sk: "account" },
  subject: "account",
});

/** All members of a dealer share a partition, so that the staff list is one consistent read. */
export const Member = entity({
  name: "Member",
  v: 1,
  schema: Members.Member,
  key: { pk: "{dealer}#identity#members", sk: "{account}" },
  index: {
    membershipsOf: { slot: "gs1", pk: "platform#identity#memberships#{account}", sk: "{since}#{dealer}" },
    owners: { slot: "gs2", pk: "{dealer}#identity#owners", sk: "{owner_since}#{account}" },
  },
  subject: "account",
});
