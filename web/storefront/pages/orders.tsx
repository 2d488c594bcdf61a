import { Crumbs, Empty } from "../parts/fields.tsx";
import type { Order } from "../platform.ts";
import type { Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { tokenOf, type Visit } from "../visit.ts";

/** A buyer's orders with this dealer, the newest first. */
export async function ordersPage(visit: Visit): Promise<Reply> {
  const { w, platform, to } = visit;
  const { data } = await platform.orders(await tokenOf(visit));
  const body = (
    <div class="wide narrow">
      <Crumbs visit={visit} here={w.myOrders} />
      <div class="row between">
        <h1>{w.myOrders}</h1>
        <form method="post" action={to("sign-out")}>
          <button class="button quiet" type="submit">
            {w.signOut}
          </button>
        </form>
      </div>
      <p class="lead muted">{w.ordersLead}</p>
      {data.length === 0 ? (
        <Empty title={w.noOrders} text={w.noOrdersText}>
          <a class="button" href={to("cars")}>
            {w.seeAllCars}
          </a>
        </Empty>
      ) : (
        <ul class="orders plain">
          {data.map((order) => (
            <Row key={order.order} visit={visit} order={order} />
          ))}
        </ul>
      )}
    </div>
  );
  return show(visit, { title: w.myOrders, current: "orders", body });
}

function Row({ visit, order }: { visit: Visit; order: Order }) {
  const { w, say, to, dealer } = visit;
  return (
    <li class="panel">
      <div class="row between">
        <h2>
          <a href={to(`orders/${order.order}`)}>{w.carTitle(order)}</a>
        </h2>
        <strong class="price">{say.money(order.price)}</strong>
      </div>
      <p>{w.states[order.state]}</p>
      <p class="muted small">{say.day(order.placed_at, dealer.zone)}</p>
    </li>
  );
}
