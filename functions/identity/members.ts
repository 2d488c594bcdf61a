import * as z from "zod/mini";
import { StoreId } from "#functions/dealers/index";
import { permissionsOf } from "#shared/access";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import { type Ask, paging } from "#shared/http";
import { settings } from "#shared/settings";
import { instant } from "#shared/time";
import { otherwise, type Piece } from "#shared/transact";
import { write } from "#shared/write";
import { PersonName } from "./account.ts";
import { Member } from "./entities.ts";
import { StaffChanged, StaffRemoved } from "./events.ts";
import { assertMayGrant, assertOutranks, owner } from "./grants.ts";
import { assertStore } from "./invitations.ts";
import { amongAccounts } from "./accounts.ts";
import type * as Members from "./member.ts";
import { Roles } from "./member.ts";
import { signOutEverywhere } from "./people.ts";
import { roles as builtIn } from "./roles.ts";

export const Filter = z.strictObject(paging);

export function list({ query }: Ask<{ query: typeof Filter }>) {
  return Member.list({}, { limit: query.limit ?? 20, cursor: query.cursor });
}

export function show({ params }: Ask<{ params: "account" }>): Promise<Members.Member> {
  return Member.get({ account: params.account });
}

export const Change = z
  .partial(z.strictObject({ name: PersonName, roles: Roles, store: z.nullable(StoreId) }))
  .register(z.globalRegistry, {
    title: "StaffChange",
    description: "What is left out stays; `store: null` takes the store away.",
  });

/** Changes roles, store or name. Roles count in tokens given from now on, within ten minutes everywhere. */
export async function change({
  params,
  body,
  caller,
  version,
}: Ask<{ params: "account"; body: typeof Change }>): Promise<Members.Member> {
  const member = await Member.get({ account: params.account }, { consistent: true });
  await assertStore(body.store);
  if (body.roles) {
    await assertOutranks(caller, member.roles);
    await assertMayGrant(caller, body.roles);
  }
  const roles = body.roles ?? member.roles;
  const changes = {
    ...body,
    roles: [...new Set(roles)],
    store: body.store === null ? undefined : (body.store ?? member.store),
    owner_since: roles.includes(owner) ? (member.owner_since ?? instant()) : undefined,
  };
  const pieces = [
    Member.change(member, changes, { version }),
    ...(member.owner_since && !changes.owner_since ? [await anotherOwner(member)] : []),
    ...(body.roles ? [announce(StaffChanged, { account: member.account, roles: changes.roles })] : []),
  ];
  return amongAccounts(() => write(pieces, { ...member, ...changes, version: member.version + 1 }));
}

/** Ends a membership. What it opened is closed: the next token carries nothing, and `signOut` ends the present ones. */
export async function remove({ params, caller, version }: Ask<{ params: "account" }>): Promise<void> {
  const member = await Member.get({ account: params.account }, { consistent: true });
  await assertOutranks(caller, member.roles);
  await write(
    [
      Member.remove(member, { version }),
      ...(member.owner_since ? [await anotherOwner(member)] : []),
      announce(StaffRemoved, { account: member.account }),
    ],
    undefined,
  );
}

/** Reacts to a membership that ended: again after a crash, and twice does no harm. */
export async function signOut({ data }: { data: { account: string } }): Promise<void> {
  await signOutEverywhere(data.account);
}

/** The scope's members whose roles include a permission: one consistent read for every MB, some 2,000 people. */
export async function membersWith(
  permission: string,
): Promise<{ account: string; name: string; store?: string }[]> {
  const [members, { roles: own }] = await Promise.all([everyMember(), settings()]);
  return members
    .filter(({ roles }) => permissionsOf(roles, builtIn, own).has(permission))
    .map(({ account, name, store }) => ({ account, name, store }));
}

async function everyMember(): Promise<Members.Member[]> {
  const members: Members.Member[] = [];
  let cursor: string | undefined;
  do {
    const page = await Member.list({}, { consistent: true, cursor });
    members.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return members;
}

/** Holds only while another owner stays as they are: two owners cannot remove each other at once. */
async function anotherOwner(leaving: Members.Member): Promise<Piece> {
  const last = new Refusal(409, "last_owner", "A dealer keeps at least one owner.");
  const { data } = await Member.by.owners({}, { limit: 2 });
  const staying = data.find(({ account }) => account !== leaving.account);
  if (!staying) throw last;
  return otherwise(Member.require({ account: staying.account }, { version: staying.version }), last);
}
