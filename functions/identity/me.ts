import * as z from "zod/mini";
import type { Pool } from "#shared/access";
import { present } from "#shared/conditions";
import { Refusal } from "#shared/errors";
import type { Ask } from "#shared/http";
import type { Caller } from "#shared/scope";
import { Locale } from "#shared/words";
import { write } from "#shared/write";
import * as Accounts from "./account.ts";
import { accountOf, amongAccounts } from "./accounts.ts";
import { Account, Member } from "./entities.ts";

export const Profile = z
  .extend(
    z.pick(Accounts.Account, {
      account: true,
      name: true,
      email: true,
      email_verified: true,
      phone: true,
      phone_verified: true,
      locale: true,
      version: true,
    }),
    {
      kind: z.enum(["customer", "staff", "operator"]),
      /** The dealer the token is for. */
      dealer: z.optional(z.string()),
      /** What the token lets them do, so that a page offers nothing that would be refused. */
      permissions: z.array(z.string()),
    },
  )
  .register(z.globalRegistry, { title: "Profile", description: "Who is signed in." });
export type Profile = z.output<typeof Profile>;

export async function show({ caller }: Ask): Promise<Profile> {
  return profile(await accountOf(caller.id, poolOf(caller)), caller);
}

export const Change = z
  .partial(
    z.strictObject({
      name: Accounts.PersonName,
      phone: z.nullable(Accounts.Phone),
      locale: Locale,
    }),
  )
  .register(z.globalRegistry, {
    title: "ProfileChange",
    description: "What is left out stays. The e-mail address is changed in Cognito, which verifies it.",
  });

/** Changes one's own profile. The dealer one works at sees the new name; a phone number typed here is not verified. */
export async function change({ body, caller, version }: Ask<{ body: typeof Change }>): Promise<Profile> {
  const account = await accountOf(caller.id, poolOf(caller));
  const phone = body.phone === null ? undefined : (body.phone ?? account.phone);
  const changes = { ...body, phone, phone_verified: account.phone_verified && phone === account.phone };
  const pieces = [Account.change(account, changes, { version })];
  if (body.name && caller.kind === "staff")
    pieces.push(
      Member.touch({ account: caller.id }, { set: { name: body.name }, when: { account: present } }),
    );
  const next = { ...account, ...changes, version: account.version + 1 };
  return amongAccounts(() => write(pieces, profile(next, caller)));
}

export const Membership = z
  .object({ dealer: z.string(), roles: z.array(z.string()), store: z.optional(z.string()) })
  .register(z.globalRegistry, {
    title: "Membership",
    description: "One dealer that the signed-in person works for.",
  });

export const Memberships = z.object({ data: z.array(Membership) });

/** The dealers one works for, in the order of joining; at most 100. */
export function memberships({ caller }: Ask): Promise<z.output<typeof Memberships>> {
  return amongAccounts(() => Member.by.membershipsOf({ account: caller.id }, { limit: 100 }));
}

export const Choice = z
  .strictObject({ dealer: z.nullable(z.string().check(z.maxLength(40))) })
  .register(z.globalRegistry, {
    title: "DealerChoice",
    description: "`null` takes the choice back: the first membership, or the platform for its operators.",
  });

/** Chooses which membership the tokens are for, from the next refresh on. */
export async function choose({ body, caller }: Ask<{ body: typeof Choice }>): Promise<void> {
  if (body.dealer !== null) await assertMember(caller, body.dealer);
  const account = await accountOf(caller.id, poolOf(caller));
  await amongAccounts(() =>
    write([Account.change(account, { dealer: body.dealer ?? undefined })], undefined),
  );
}

async function assertMember(caller: Caller, dealer: string): Promise<void> {
  const { data } = await amongAccounts(() => Member.by.membershipsOf({ account: caller.id }, { limit: 100 }));
  if (!data.some((member) => member.dealer === dealer))
    throw new Refusal(404, "not_found", "There is no such membership.");
}

function profile(account: Accounts.Account, caller: Caller): Profile {
  const kind = caller.kind === "staff" || caller.kind === "operator" ? caller.kind : "customer";
  return { ...account, kind, dealer: caller.dealer, permissions: [...caller.permissions].toSorted() };
}

function poolOf(caller: Caller): Pool {
  return caller.kind === "customer" ? "customers" : "staff";
}
