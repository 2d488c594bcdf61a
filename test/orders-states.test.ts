import { expect, test } from "vitest";
import { OrderState } from "#functions/orders/index";
import { after, moves, verbs } from "#functions/orders/states";
import { expectStatus, shop, type Shop, text } from "./support/shop.ts";

/** What is expected of every state and every verb; a dash is a refusal that names the state. */
const expected = `
             change  pay     capture capture_late cancel     expire  make_ready hand_over   refund     settle_refund
placed       placed  placed  paid    refund_due   cancelled  expired -          -           -          -
paid         paid    -       -       -            refund_due -       ready      -           refund_due -
ready        -       -       -       -            refund_due -       -          handed_over refund_due -
handed_over  -       -       -       -            -          -       -          -           -          -
cancelled    -       -       -       refund_due   -          -       -          -           -          -
expired      -       -       -       refund_due   -          -       -          -           -          -
refund_due   -       -       -       -            -          -       -          -           -          refunded
refunded     -       -       -       -            -          -       -          -           -          -
`;
const [head = [], ...rows] = expected
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));

test("every state and every verb is in the table of moves, and none is there by accident", () => {
  expect(head).toEqual([...verbs]);
  expect(rows.map(([state]) => state)).toEqual(OrderState.options);
  for (const state of OrderState.options) {
    const row = rows.find(([name]) => name === state)?.slice(1);
    expect(verbs.map((verb) => moves[state][verb] ?? "-")).toEqual(row);
  }
});

test("what is not in the table is refused with the state's name", () => {
  for (const state of OrderState.options)
    for (const verb of verbs) {
      if (moves[state][verb]) expect(after(state, verb)).toBe(moves[state][verb]);
      else expect(() => after(state, verb)).toThrow(expect.objectContaining({ code: `order_is_${state}` }));
    }
});

type Walked = Shop & { order: string; payment: string };

/** How an order comes into each state, through the public door. */
const ways: Record<OrderState, (at: Walked) => Promise<unknown>> = {
  placed: () => Promise.resolve(),
  paid: ({ settles, payment }) => settles(payment, "captured"),
  async ready(at) {
    await ways.paid(at);
    expectStatus(await at.does(at.order, "ready"), 200);
  },
  async handed_over(at) {
    await ways.ready(at);
    expectStatus(await at.does(at.order, "hand-over"), 200);
  },
  cancelled: ({ buyer, order }) => buyer("ada").cancels(order),
  expired: ({ world }) => world.later(32 * 60_000),
  async refund_due(at) {
    await ways.paid(at);
    expectStatus(await at.refunds(at.order), 200);
  },
  async refunded(at) {
    await ways.refund_due(at);
    await at.world.settle();
  },
};

/** The verbs that people call, by the verb of the table. */
const calls = {
  change: ({ buyer, order }: Walked) => buyer("ada").changes(order, { note: "In the morning" }),
  pay: ({ buyer, order }: Walked) => buyer("ada").pays(order),
  cancel: ({ buyer, order }: Walked) => buyer("ada").cancels(order),
  "cancel by the dealer": ({ does, order }: Walked) => does(order, "cancel"),
  make_ready: ({ does, order }: Walked) => does(order, "ready"),
  hand_over: ({ does, order }: Walked) => does(order, "hand-over"),
  refund: ({ refunds, order }: Walked) => refunds(order),
};

async function walked(given: Shop, state: OrderState, car: number): Promise<Walked> {
  const order = text((await given.buyer("ada").orders(await given.car(car))).body["order"]);
  const payment = text((await given.buyer("ada").pays(order)).body["payment"]);
  const at = { ...given, order, payment };
  await ways[state](at);
  return at;
}

for (const state of OrderState.options) {
  test(`of an order that is ${state}, people can do what the table says and nothing else`, async () => {
    const given = await shop();
    for (const [index, [name, call]] of Object.entries(calls).entries()) {
      const at = await walked(given, state, index + 1);
      const next = moves[state][name.split(" ")[0] as (typeof verbs)[number]];
      const before = (await at.buyer("ada").sees(at.order)).body;
      expect(before["state"]).toBe(state);
      const answer = await call(at);
      const seen = (await at.buyer("ada").sees(at.order)).body;
      if (next) {
        expect([name, answer.status, seen["state"]]).toEqual([name, 200, next]);
      } else {
        expect([name, answer.status, answer.body["code"]]).toEqual([name, 409, `order_is_${state}`]);
        expect(seen).toEqual(before);
      }
    }
  }, 60_000);
}
