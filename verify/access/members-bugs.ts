import type { Bug } from "../guarantee.ts";

/** Slips in who may do what, and in what is left of somebody who left. */
export const bugs: readonly Bug[] = [
  {
    name: "removed staff still count as members",
    file: "functions/identity/access.ts",
    find: "if (!member) return false;",
    put: "if (!member) return true;",
  },
  {
    name: "one permission that is left stands for all",
    file: "functions/identity/access.ts",
    find: "every((permission) => held.has(permission))",
    put: "some((permission) => held.has(permission))",
  },
  {
    name: "a refund does not look whether the membership still holds",
    file: "functions/orders/context.ts",
    find: '      idempotency: "required",\n      fresh: true,\n      run: Closing.refund,',
    put: '      idempotency: "required",\n      run: Closing.refund,',
  },
  {
    name: "whoever may read the settings may change them",
    file: "functions/dealers/context.ts",
    find: '      who: "settings:write",\n      summary: "Change profile',
    put: '      who: "settings:read",\n      summary: "Change profile',
  },
  {
    name: "a dealer redefines a ready role",
    file: "shared/access.ts",
    find: "builtIn[role] ?? own[role] ?? []",
    put: "own[role] ?? builtIn[role] ?? []",
  },
  {
    name: "a role counts at a dealer that has one of that name",
    file: "shared/serve.ts",
    find: "caller.dealer === dealer ? setting?.roles : undefined",
    put: "caller.dealer ? setting?.roles : undefined",
  },
  {
    name: "a module that is switched off is there",
    file: "shared/serve.ts",
    find: "if (setting && context.module && setting.off.includes(context.module)) throw",
    put: "if (setting && context.module && setting.off.length > 1) throw",
  },
  {
    name: "anybody grants anything",
    file: "functions/identity/grants.ts",
    find: "if (lacking.length === 0) return;",
    put: "if (lacking.length >= 0) return;",
  },
  {
    name: "a token is made of what an index remembers",
    file: "functions/identity/claims.ts",
    find: "const member = await now(dealer, account);",
    put: "const member = found.find((one) => one.dealer === dealer) ?? (await now(dealer, account));",
  },
  {
    name: "leavers keep their leads",
    file: "functions/leads/handing-over.ts",
    find: "if (accounts.includes(account) || accounts.length === 0) return [];",
    put: "if (account) return [];",
  },
  {
    name: "of a leaver's leads the first page is handed over",
    file: "functions/leads/handing-over.ts",
    find: "const more = pages.some(({ next_cursor }) => next_cursor);",
    put: "const more = pages.length === 0;",
  },
  {
    name: "who is staff is asked of an old copy",
    file: "functions/identity/members.ts",
    find: "Member.list({}, { consistent: true, cursor })",
    put: "Member.list({}, { cursor })",
  },
  {
    name: "the last two owners dismiss each other",
    file: "functions/identity/members.ts",
    find: "{ version: staying.version }), last);",
    put: "{ account: staying.account }), last);",
  },
  {
    name: "a person's answer may be kept on the way",
    file: "shared/answer.ts",
    find: 'route.who === "anyone" && method === "GET" ?',
    put: 'method === "GET" ?',
  },
];
