import type { Pool } from "#shared/access";
import { inDealer, scope } from "#shared/scope";
import { settings } from "#shared/settings";
import type { Piece } from "#shared/transact";
import type { Locale } from "#shared/words";
import { findAccount } from "./accounts.ts";
import { joining } from "./invitations.ts";
import * as Members from "./members.ts";
import { findPerson, staffPerson } from "./people.ts";
import { roles } from "./roles.ts";

export { AccountId, Email, PersonName, Phone } from "./account.ts";

/** How to reach a person: `email` only if it is verified. */
export type Contact = {
  readonly account: string;
  readonly name?: string;
  readonly email?: string;
  readonly locale: Locale;
};

/**
 * How to reach an account, from any scope: one read, and for who has never opened their profile one question
 * to Cognito (`uses` of the asking context: the pool). Without a language of their own they get the dealer's.
 *
 * @example const buyer = await contactOf(order.buyer, "customers");
 */
export async function contactOf(account: string, pool: Pool): Promise<Contact | undefined> {
  const known = (await findAccount(account)) ?? (await findPerson(pool, account));
  if (!known) return undefined;
  const { name, email, email_verified, locale } = known;
  return {
    account,
    name,
    email: email_verified ? email : undefined,
    locale: locale ?? (await dealersLocale()),
  };
}

/**
 * The staff whose roles include a permission, of the scope's dealer or, for the platform itself, of another.
 * One read.
 *
 * @example const sellers = await membersWith("leads:work");
 */
export function membersWith(
  permission: string,
  dealer = scope().dealer,
): Promise<{ account: string; name: string; store?: string }[]> {
  if (dealer === scope().dealer) return Members.membersWith(permission);
  return inDealer(dealer, "the platform asks for a dealer's staff", () => Members.membersWith(permission));
}

/**
 * For onboarding: the account of a dealer's first owner, invited by Cognito if they are new, and the pieces
 * that make them a member of the scope's dealer. The pieces reach the platform's items as well as the dealer's.
 *
 * @example const { account, pieces } = await inviteOwner({ email, name, locale });
 */
export async function inviteOwner(owner: {
  email: string;
  name: string;
  locale?: Locale | undefined;
}): Promise<{ account: string; pieces: Piece[] }> {
  const person = await staffPerson({ locale: undefined, ...owner });
  const { pieces } = await joining(person, { ...owner, roles: ["owner"] });
  return { account: person.account, pieces };
}

/** Whether a name belongs to a ready role, which means the same at every dealer. */
export function isBuiltInRole(name: string): boolean {
  return Object.hasOwn(roles, name);
}

async function dealersLocale(): Promise<Locale> {
  return scope().dealer === "platform" ? "en" : (await settings()).locale;
}
