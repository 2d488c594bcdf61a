import { apiAddress } from "#shared/address";
import { missing } from "#shared/errors";
import type { Order } from "../platform.ts";
import { goTo, type Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { tokenOf, type Visit } from "../visit.ts";

/** The practice provider's own page: it stands where a real provider's page would, and only for its own payments. */
export async function paymentPage(visit: Visit, name: string): Promise<Reply> {
  const { w, to, say, platform } = visit;
  const order = await platform.order(await tokenOf(visit), name);
  if (order.state !== "placed") return goTo(to(`orders/${name}`));
  openPayment(order);
  const body = (
    <div class="wide narrow">
      <h1>{w.sandbox}</h1>
      <p class="lead muted">{w.sandboxLead}</p>
      <form class="form panel" method="post" action={to(`orders/${name}/payment`)}>
        <p class="row between total">
          <span>{w.carTitle(order)}</span>
          <strong class="price">{say.money(order.price)}</strong>
        </p>
        <button class="button wide-button" type="submit" name="outcome" value="captured">
          {w.sandboxPay}
        </button>
        <button class="button quiet wide-button" type="submit" name="outcome" value="failed">
          {w.sandboxFail}
        </button>
      </form>
      <p>
        <a href={to(`orders/${name}`)}>{w.backToOrder}</a>
      </p>
    </div>
  );
  return show(visit, { title: w.sandbox, current: "orders", body });
}

/** A provider that has not answered by then tells its outcome later; the order's page waits for it. */
const patienceMilliseconds = 8_000;

/** Buyer and bank have decided: the provider is told over HTTP, as a browser on its page would. */
export async function settlePayment(visit: Visit, name: string): Promise<Reply> {
  const { platform, incoming, dealer, to } = visit;
  const order = await platform.order(await tokenOf(visit), name);
  if (order.state === "placed") {
    const payment = openPayment(order);
    const outcome = incoming.form.get("outcome") === "failed" ? "failed" : "captured";
    const told = await fetch(`${apiAddress()}/v1/sandbox/${dealer.dealer}/payments/${payment}/settle`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ outcome, amount: order.price }),
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    await told.body?.cancel();
  }
  return goTo(to(`orders/${name}`));
}

/** @throws Refusal 404 where there is no open payment of the practice provider's. */
function openPayment({ payment, payment_provider, payment_state }: Order): string {
  if (!payment || payment_provider !== "sandbox" || payment_state !== "open") throw missing("Payment");
  return payment;
}
