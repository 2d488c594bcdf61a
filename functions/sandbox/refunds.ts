import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import type { Ask } from "#shared/http";
import { newId } from "#shared/ids";
import { Money } from "#shared/money";
import { scope } from "#shared/scope";
import { verifySignature } from "#shared/signatures";
import { write } from "#shared/write";
import type { Account, Refund } from "./account.ts";
import { Accounts, Refunds } from "./entities.ts";

const Wish = z.strictObject({
  key: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/)),
  amount: Money,
});

/** What the provider knows of a payment. */
export async function show({ params }: Ask<{ params: "payment" }>): Promise<Account> {
  return Accounts.get({ payment: params.payment }, { consistent: true });
}

/** Asks whether a refund was carried out. */
export async function find({ params }: Ask<{ params: "key" }>): Promise<Refund> {
  return Refunds.get({ key: params.key }, { consistent: true });
}

/**
 * Sends money back, once per key: asked again with the same key, it answers the same refund.
 *
 * @throws Refusal 409 `not_refundable` when that money was never taken or has gone back already.
 */
export async function refund({ params, raw }: Ask<{ params: "payment" }>): Promise<Refund> {
  await verifySignature(`sandbox#${scope().dealer}`, raw);
  const { key, amount } = Wish.parse(JSON.parse(raw.body));
  const had = await Refunds.find({ key }, { consistent: true });
  if (had) return had;
  const account = await Accounts.get({ payment: params.payment }, { consistent: true });
  const fits = account.amount.amount === amount.amount && account.amount.currency === amount.currency;
  if (account.state !== "captured" || account.refund_key !== undefined || !fits)
    throw new Refusal(409, "not_refundable", "There is no such money to send back.");
  const done = { key, reference: newId("rfd"), payment: params.payment, amount };
  const paid = Accounts.change(account, { refund_key: key, refund_reference: done.reference });
  return write([Refunds.create(done), paid], done);
}
