import * as z from "zod/mini";
import { apiAddress } from "#shared/address";
import { Refusal } from "#shared/errors";
import { Money } from "#shared/money";
import { scope } from "#shared/scope";
import { sign, verifySignature } from "#shared/signatures";
import { Notice, type Provider } from "./provider.ts";

/** What the sandbox says, in its own words. */
const Message = z.object({
  type: z.enum(["payment.captured", "payment.failed"]),
  dealer: z.string(),
  payment: z.string(),
  amount: Money,
});
const Refund = z.object({ reference: z.string() });

/** A provider without money, spoken with over HTTP as a real one is: same signatures, same doubts after a lost answer. */
export const sandbox: Provider = {
  name: "sandbox",
  stages: ["dev", "test"],
  payUrl: (payment) => `/v1/sandbox/${scope().dealer}/payments/${payment}`,
  verify: (raw) => verifySignature(`sandbox#${scope().dealer}`, raw),
  read({ body }) {
    const message = Message.safeParse(json(body));
    const notice = Notice.safeParse(
      message.data && { ...message.data, outcome: message.data.type.slice("payment.".length) },
    );
    if (!notice.success) throw new Refusal(400, "notice_invalid", "This is not a notice of the sandbox.");
    return notice.data;
  },
  async refund(key, payment, amount) {
    const body = JSON.stringify({ key, amount });
    const answer = await ask(`payments/${payment}/refunds`, {
      method: "POST",
      headers: await sign(`sandbox#${scope().dealer}`, key, body),
      body,
    });
    return Refund.parse(await answer.json()).reference;
  },
  async refundOf(key) {
    const answer = await ask(`refunds/${key}`, { method: "GET" }, 404);
    return answer.status === 404 ? undefined : Refund.parse(await answer.json()).reference;
  },
};

/** A provider that has not answered by then may have heard us all the same: the effect rule asks it later. */
const patienceMilliseconds = 10_000;

async function ask(path: string, init: RequestInit, allowed?: number): Promise<Response> {
  const answer = await fetch(`${apiAddress()}/v1/sandbox/${scope().dealer}/${path}`, {
    ...init,
    signal: AbortSignal.timeout(patienceMilliseconds),
  });
  if (answer.ok || answer.status === allowed) return answer;
  await answer.body?.cancel();
  throw new ProviderRefused(answer.status);
}

/** Carries the status as the SDK's errors do: a 4xx is a refusal for sure, anything else leaves the call in doubt. */
class ProviderRefused extends Error {
  override readonly name = "ProviderRefused";
  readonly $metadata: { httpStatusCode: number };
  constructor(status: number) {
    super(`The sandbox answered ${status}.`);
    this.$metadata = { httpStatusCode: status };
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
