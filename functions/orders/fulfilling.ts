import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { instant } from "#shared/time";
import { write } from "#shared/write";
import { decide } from "#shared/deciding";
import { Orders } from "./entities.ts";
import { OrderHandedOver, OrderReady } from "./events.ts";
import { about, type Order } from "./order.ts";
import { after } from "./states.ts";

/** The car stands at the store, washed and registered: the buyer may come. */
export async function makeReady({ params }: Ask<{ params: "order" }>): Promise<Order> {
  return decide(async () => {
    const order = await Orders.get({ order: params.order }, { consistent: true });
    const changes = { state: after(order.state, "make_ready"), ready_at: instant() };
    return write([Orders.change(order, changes), announce(OrderReady, about(order), order.order)], {
      ...order,
      ...changes,
      version: order.version + 1,
    });
  });
}

/** The buyer has the keys: what was paid online is collected at the store. */
export async function handOver({ params }: Ask<{ params: "order" }>): Promise<Order> {
  return decide(async () => {
    const order = await Orders.get({ order: params.order }, { consistent: true });
    const handed_over_at = instant();
    const changes = { state: after(order.state, "hand_over"), handed_over_at };
    const told = { ...about(order), price: order.price, handed_over_at };
    return write([Orders.change(order, changes), announce(OrderHandedOver, told, order.order)], {
      ...order,
      ...changes,
      version: order.version + 1,
    });
  });
}
