import type { Pool } from "#shared/access";
import { Refusal } from "#shared/errors";
import { asPlatform } from "#shared/scope";
import { instant, now } from "#shared/time";
import { otherwise, transact, type Piece } from "#shared/transact";
import type * as Accounts from "./account.ts";
import { Account } from "./entities.ts";
import { findPerson, type Person } from "./people.ts";

/** E-mail and phone are Cognito's: what we keep of them is at most a day old. */
const keptMilliseconds = 24 * 3_600_000;

/** Runs where accounts may be reached, beside the scope's own dealer. */
export function amongAccounts<T>(run: () => T): T {
  return asPlatform("an account belongs to no dealer", run);
}

/** What is kept of a person, in one read; undefined for who has not been here yet. */
export function findAccount(account: string): Promise<Accounts.Account | undefined> {
  return amongAccounts(() => Account.find({ account }));
}

/**
 * The account of a caller, opened when they come for the first time. A verified token is proof enough that
 * they exist: another issuer than Cognito may have signed it.
 */
export async function accountOf(account: string, pool: Pool): Promise<Accounts.Account> {
  const kept = await findAccount(account);
  if (!kept) return open(account, pool);
  return kept.read_at < instant(now() - keptMilliseconds) ? refreshed(kept) : kept;
}

/** The piece that opens an account for somebody Cognito knows. */
export function opening(person: Person, pool: Pool): Piece {
  return Account.create({ ...person, pool, read_at: instant(), version: 1 });
}

async function open(account: string, pool: Pool): Promise<Accounts.Account> {
  const person = (await findPerson(pool, account)) ?? {
    account,
    email_verified: false,
    phone_verified: false,
  };
  await unlessOvertaken(opening({ ...person, account }, pool));
  return amongAccounts(() => Account.get({ account }, { consistent: true }));
}

async function refreshed(kept: Accounts.Account): Promise<Accounts.Account> {
  const person = await findPerson(kept.pool, kept.account);
  const { email, email_verified } = person ?? kept;
  const { phone, phone_verified } = person?.phone ? person : kept;
  const changes = { email, email_verified, phone, phone_verified, read_at: instant() };
  await unlessOvertaken(Account.change(kept, changes));
  return amongAccounts(() => Account.get({ account: kept.account }, { consistent: true }));
}

/** Two first requests at once open one account: the later one finds what the earlier one wrote. */
async function unlessOvertaken(piece: Piece): Promise<void> {
  const overtaken = new Refusal(409, "conflict", "The account was changed in between.");
  await amongAccounts(() => transact([otherwise(piece, overtaken)])).catch((error: unknown) => {
    if (error !== overtaken) throw error;
  });
}
