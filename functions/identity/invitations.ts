import * as z from "zod/mini";
import { storeExists, StoreId } from "#functions/dealers/index";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { assertNew } from "#shared/idempotency";
import { scope } from "#shared/scope";
import { instant } from "#shared/time";
import { otherwise, type Piece } from "#shared/transact";
import { Locale } from "#shared/words";
import { write } from "#shared/write";
import { Email, PersonName } from "./account.ts";
import { amongAccounts, findAccount, opening } from "./accounts.ts";
import { Member } from "./entities.ts";
import { StaffInvited } from "./events.ts";
import { assertMayGrant, owner } from "./grants.ts";
import type * as Members from "./member.ts";
import { Roles } from "./member.ts";
import { inviteAgain, type Person, staffPerson } from "./people.ts";

export const Invitation = z
  .strictObject({
    email: Email,
    name: PersonName,
    roles: Roles,
    store: z.optional(StoreId),
    locale: z.optional(Locale),
  })
  .register(z.globalRegistry, {
    title: "StaffInvitation",
    description: "Cognito mails a first password to a new address.",
  });
export type Invitation = z.output<typeof Invitation>;

/**
 * Makes a person a member of the staff; somebody who works for another dealer already keeps their account.
 * The account comes first and is found again by a second try: a crash in between leaves an account without
 * a membership, which opens nothing.
 */
export async function invite({ body, caller }: Ask<{ body: typeof Invitation }>): Promise<Members.Member> {
  await assertMayGrant(caller, body.roles);
  await assertStore(body.store);
  const { member, pieces } = await joining(await staffPerson({ locale: undefined, ...body }), body);
  return amongAccounts(() => write(pieces, member));
}

export const NewOwner = z
  .pick(Invitation, { email: true, name: true, locale: true })
  .register(z.globalRegistry, {
    title: "NewOwner",
  });

/** The operator's way in for a dealer whose owners are gone: one more owner, invited like any. */
export async function inviteOwner({ body }: Ask<{ body: typeof NewOwner }>): Promise<Members.Member> {
  const invitation = { ...body, roles: [owner] };
  const { member, pieces } = await joining(await staffPerson({ locale: undefined, ...body }), invitation);
  return amongAccounts(() => write(pieces, member));
}

/** Mails a first password again: the one before is good for three days. It writes nothing of ours. */
export async function remind({ params }: Ask<{ params: "account" }>): Promise<void> {
  await assertNew();
  const { account } = await Member.get({ account: params.account });
  if (await inviteAgain(account)) return;
  throw new Refusal(
    409,
    "already_joined",
    "This person has chosen a password; they can reset it themselves.",
  );
}

/** @throws Refusal 422 `store_unknown`. */
export async function assertStore(store: string | null | undefined): Promise<void> {
  if (store && !(await storeExists(store)))
    throw new Refusal(422, "store_unknown", "This dealer has no such store.");
}

/**
 * The pieces that make an invited person a member of the scope's dealer, and the member they become.
 *
 * @throws Refusal 409 `already_member` from the transaction.
 */
export async function joining(
  person: Person,
  invitation: Invitation,
): Promise<{ member: Members.Member; pieces: Piece[] }> {
  const { email, name, roles, store } = invitation;
  const { account } = person;
  const since = instant();
  const member = {
    dealer: scope().dealer,
    account,
    name,
    email,
    roles: [...new Set(roles)],
    ...(store ? { store } : {}),
    since,
    ...(roles.includes(owner) ? { owner_since: since } : {}),
    version: 1,
  };
  const already = new Refusal(409, "already_member", "This person is a member of the staff already.");
  const known = await findAccount(account);
  const pieces = [
    otherwise(Member.create(member), already),
    ...(known ? [] : [opening({ ...person, name: person.name ?? name }, "staff")]),
    announce(StaffInvited, { account, roles: member.roles }),
  ];
  return { member, pieces };
}
