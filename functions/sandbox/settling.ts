import * as z from "zod/mini";
import { apiAddressIfAny } from "#shared/address";
import { Refusal } from "#shared/errors";
import type { Ask } from "#shared/http";
import { newId } from "#shared/ids";
import { Money } from "#shared/money";
import { scope } from "#shared/scope";
import { sign } from "#shared/signatures";
import { write } from "#shared/write";
import type { Account } from "./account.ts";
import { Accounts } from "./entities.ts";

export const Outcome = z
  .strictObject({ outcome: z.enum(["captured", "failed"]), amount: Money })
  .register(z.globalRegistry, {
    title: "SandboxOutcome",
    description: "How the payment ends, and how much is taken.",
  });

export const Told = z
  .object({
    notice: z.object({
      path: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
    }),
    /** The status the platform answered the notice with; null where no API stands before this process. */
    delivered: z.nullable(z.int()),
  })
  .register(z.globalRegistry, {
    title: "SandboxNotice",
    description: "The signed notice, and what became of its delivery.",
  });
type Told = z.output<typeof Told>;

/**
 * Plays the buyer and the bank: ends a payment and tells the platform over HTTP, as a provider does. Repeating an
 * outcome repeats its notice, under the same id.
 *
 * @throws Refusal 409 `payment_captured` when what was taken should fail.
 */
export async function settle({
  params,
  body,
}: Ask<{ params: "payment"; body: typeof Outcome }>): Promise<Told> {
  const { payment } = params;
  const known = await Accounts.find({ payment }, { consistent: true });
  if (known?.state === "captured" && body.outcome === "failed")
    throw new Refusal(409, "payment_captured", "This payment has been captured.");
  const repeated = known?.state === body.outcome;
  const account = repeated ? known : { ...known, payment, ...ended(body), version: 1 };
  if (!repeated)
    await write([known ? Accounts.change(known, ended(body)) : Accounts.create(account)], account);
  return tell(account);
}

function ended({ outcome, amount }: z.output<typeof Outcome>) {
  return { state: outcome, amount, notice: newId("ntc") };
}

/** A provider gives up waiting and tells again later; here whoever plays it repeats the call. */
const patienceMilliseconds = 10_000;

async function tell({ payment, state, amount, notice }: Account): Promise<Told> {
  const { dealer } = scope();
  const path = `/v1/payment-notices/sandbox/${dealer}`;
  const body = JSON.stringify({ type: `payment.${state}`, dealer, payment, amount });
  const headers = await sign(`sandbox#${dealer}`, notice, body);
  const address = apiAddressIfAny();
  if (address === undefined) return { notice: { path, headers, body }, delivered: null };
  const answer = await fetch(`${address}${path}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
    signal: AbortSignal.timeout(patienceMilliseconds),
  });
  await answer.body?.cancel();
  return { notice: { path, headers, body }, delivered: answer.status };
}
