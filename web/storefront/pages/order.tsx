import { randomUUID } from "node:crypto";
import { Refusal } from "#shared/errors";
import { Crumbs, Hidden } from "../parts/fields.tsx";
import { Icon } from "../parts/icons.tsx";
import { StoreCard } from "../parts/stores.tsx";
import { Subject } from "../parts/subject.tsx";
import type { Car, Order, Store } from "../platform.ts";
import { goTo, type Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { distance, ifThere, tokenOf, type Visit } from "../visit.ts";
import { keyIn } from "./enquiry.tsx";

/** Something is still to happen to an order in these states, and the page looks for it. */
const unfinished: ReadonlySet<Order["state"]> = new Set(["placed", "paid", "refund_due"]);
const secondsBetweenLooks = 15;

/** Where an order stands, told anew by itself as long as something is to happen. */
export async function orderPage(visit: Visit, name: string): Promise<Reply> {
  const order = await visit.platform.order(await tokenOf(visit), name);
  return page(visit, order);
}

/** Begins to pay: the provider's page is next. Two tabs are sent to the same payment. */
export async function payOrder(visit: Visit, name: string): Promise<Reply> {
  const { platform, to, incoming, w } = visit;
  const token = await tokenOf(visit);
  try {
    const { provider, pay_url } = await platform.pay(token, name, keyIn(incoming.form));
    return goTo(provider === "sandbox" ? to(`orders/${name}/payment`) : pay_url);
  } catch (error) {
    if (!(error instanceof Refusal) || ![409, 422].includes(error.status)) throw error;
    const order = await platform.order(token, name);
    return page(visit, order, error.status === 422 ? w.noPayment : undefined);
  }
}

export async function cancelOrder(visit: Visit, name: string): Promise<Reply> {
  const { platform, to, incoming } = visit;
  const token = await tokenOf(visit);
  try {
    await platform.cancel(token, name, keyIn(incoming.form));
  } catch (error) {
    // Too late to cancel: the order's page says where it stands.
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
  }
  return goTo(to(`orders/${name}`));
}

async function page(visit: Visit, order: Order, trouble?: string): Promise<Reply> {
  const { w, platform } = visit;
  // An order outlives what the shop shows: a car or a store that is gone is left out.
  const [car, stores] = await Promise.all([
    ifThere(platform.car(order.vehicle)),
    ifThere(platform.stores()).then((found) => found?.data ?? []),
  ]);
  const again = unfinished.has(order.state) ? secondsBetweenLooks : undefined;
  const body = (
    <div class="wide narrow">
      <Crumbs visit={visit} here={w.order} />
      <div data-part="order" data-again={again}>
        <h1>{w.carTitle(order)}</h1>
        {car && <Ordered visit={visit} car={car} />}
        <div class={`notice ${tone(order)}`} role="status">
          <strong>{w.states[order.state]}</strong>
          <p>{w.stateTexts[order.state]}</p>
        </div>
        {trouble && (
          <p class="notice bad" role="alert">
            {trouble}
          </p>
        )}
        {order.state === "placed" && order.payment_state === "failed" && (
          <p class="notice bad" role="alert">
            {w.paymentFailed}
          </p>
        )}
        <Progress visit={visit} order={order} />
        <Actions visit={visit} order={order} />
        <Details visit={visit} order={order} />
        <Collection visit={visit} order={order} stores={stores} />
        {again && <p class="muted small">{w.followsItself}</p>}
      </div>
    </div>
  );
  return show(visit, { title: w.order, current: "orders", again, body }, { status: trouble ? 422 : 200 });
}

function Ordered({ visit, car }: { visit: Visit; car: Car }) {
  const { w, to } = visit;
  return (
    <Subject visit={visit} car={car}>
      {car.trim && <strong>{car.trim}</strong>}
      <span class="muted">{[distance(visit, car.mileage_km), w.fuels[car.fuel]].join(" · ")}</span>
      <a href={to(`cars/${car.vehicle}`)}>{w.seeCar}</a>
    </Subject>
  );
}

function tone({ state }: Order): string {
  if (["paid", "ready", "handed_over"].includes(state)) return "good";
  return state === "placed" ? "wait" : "";
}

/** Neither handed over nor over in another way. */
function isOpen({ state }: Order): boolean {
  return ["placed", "paid", "ready"].includes(state);
}

const stepsOfOrder = ["placed", "paid", "ready", "handed_over"] as const;

function Progress({ visit: { w }, order }: { visit: Visit; order: Order }) {
  const reached = stepsOfOrder.indexOf(order.state as (typeof stepsOfOrder)[number]);
  if (reached < 0) return null;
  return (
    <ol class="progress plain" aria-label={w.progress}>
      {stepsOfOrder.map((step, index) => (
        <li
          key={step}
          class={index <= reached ? "done" : undefined}
          aria-current={index === reached ? "step" : undefined}
        >
          <span class="dot">{index <= reached && <Icon name="check" />}</span>
          {w.progressSteps[step]}
        </li>
      ))}
    </ol>
  );
}

function Actions({ visit, order }: { visit: Visit; order: Order }) {
  const { w, to, say } = visit;
  if (!isOpen(order)) return null;
  return (
    <div class="row actions">
      {order.state === "placed" && (
        <form method="post" action={to(`orders/${order.order}/pay`)}>
          <Hidden values={{ key: randomUUID() }} />
          <button class="button" type="submit">
            {w.payAmount(say.money(order.price))}
          </button>
        </form>
      )}
      <form method="post" action={to(`orders/${order.order}/cancel`)}>
        <Hidden values={{ key: randomUUID() }} />
        <button class="button quiet" type="submit">
          {w.cancelOrder}
        </button>
      </form>
    </div>
  );
}

/** Where the car waits, as long as somebody is to come for it. */
function Collection({ visit, order, stores }: { visit: Visit; order: Order; stores: readonly Store[] }) {
  const store = stores.find((each) => each.store === order.store);
  if (!store || !isOpen(order)) return null;
  return (
    <section aria-labelledby="collection">
      <h2 id="collection">{visit.w.whereToCollect}</h2>
      <StoreCard visit={visit} store={store} />
    </section>
  );
}

function Details({ visit, order }: { visit: Visit; order: Order }) {
  const { w, say, dealer } = visit;
  const rows = [
    [w.price, say.money(order.price)],
    ...(order.state === "placed" ? [[w.heldUntil, say.moment(order.hold_until, dealer.zone)]] : []),
    [w.placedOn, say.moment(order.placed_at, dealer.zone)],
    [w.colour, order.colour],
    [w.vin, order.vin],
    [w.orderNumber, order.order],
  ];
  return (
    <section class="panel" aria-labelledby="details">
      <h2 id="details">{w.details}</h2>
      <dl class="specification">
        {rows.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
