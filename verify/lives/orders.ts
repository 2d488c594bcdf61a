import type { Reply } from "#test/support/api";
import { stored } from "#test/support/seen";
import { done, price } from "../sim/making.ts";
import { type Life, same, seen, undisturbed } from "./life.ts";

/** What every verb makes of every state, written down a second time; a dash is a refusal that changes nothing. */
const table = `
             change  pay     cancel      ready   hand-over    refund
placed       placed  placed  cancelled   -       -            -
paid         paid    -       refund_due  ready   -            refund_due
ready        -       -       refund_due  -       handed_over  refund_due
handed_over  -       -       -           -       -            -
cancelled    -       -       -           -       -            -
expired      -       -       -           -       -            -
refund_due   -       -       -           -       -            -
refunded     -       -       -           -       -            -
`;

/** Orders in every state, and everything that people can do to them. */
export async function orders(life: Life): Promise<void> {
  const [verbs = [], ...rows] = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  for (const [state = "", ...ends] of rows)
    for (const [index, verb] of verbs.entries())
      for (const who of ["buyer", "staff"] as const) {
        const call = calls[`${verb} ${who}`];
        if (call) await tried(life, state, { name: `${verb} by ${who}`, call, end: ends[index] ?? "-" });
      }
  await tooLate(life);
  await overtaken(life);
}

type Verb = { name: string; call: (life: Life, order: string) => Promise<Reply>; end: string };

async function tried(life: Life, state: string, { name, call, end }: Verb): Promise<void> {
  const { make, say } = life;
  const order = await ways[state]?.(life);
  if (order === undefined) throw new Error(`There is no way to an order that is ${state}.`);
  const now = async () => done(await make.staff().get(`/v1/orders/${order}`)).body as Record<string, unknown>;
  const before = await now();
  if (before["state"] !== state) say(`an order is ${String(before["state"])} instead of ${state}`);
  const { reply, changed } = await undisturbed(life, () => call(life, order));
  const after = await now();
  if (end === "-" && (reply.status !== 409 || changed > 0 || !same(before, after)))
    say(`an order that is ${state}: ${name} was answered ${reply.status}`);
  if (end !== "-" && (reply.status !== 200 || after["state"] !== end))
    say(`an order that is ${state}: ${name} made it ${String(after["state"])} (${reply.status})`);
  await life.settle();
}

const path = ({ dealer }: Life, order: string): string => `/v1/dealers/${dealer}/orders/${order}`;

const calls: Readonly<Record<string, Verb["call"] | undefined>> = {
  "change buyer": async (life, order) => {
    const etag = await seen(life.make.buyer(), path(life, order));
    return life.make.buyer().patch(path(life, order), { note: "after six" }, etag);
  },
  "change staff": async ({ make }, order) =>
    make
      .staff()
      .patch(`/v1/orders/${order}`, { note: "after six" }, await seen(make.staff(), `/v1/orders/${order}`)),
  "pay buyer": (life, order) =>
    life.make.buyer().post(`${path(life, order)}/pay`, undefined, life.make.key()),
  "cancel buyer": (life, order) => life.make.buyer().post(`${path(life, order)}/cancel`),
  "cancel staff": ({ make }, order) => make.staff().post(`/v1/orders/${order}/cancel`),
  "ready staff": ({ make }, order) => make.staff().post(`/v1/orders/${order}/ready`),
  "hand-over staff": ({ make }, order) => make.staff().post(`/v1/orders/${order}/hand-over`),
  "refund staff": ({ make }, order) =>
    make.staff().post(`/v1/orders/${order}/refund`, { reason: "a scratch" }, make.key()),
};

/** How an order comes into each state, by what people do. */
const ways: Readonly<Record<string, (life: Life) => Promise<string>>> = {
  placed: ({ make }) => make.placed(),
  paid: async ({ make }) => (await make.paid()).order,
  ready: ({ make }) => make.ready(),
  async handed_over({ make }) {
    const order = await make.ready();
    await make.staff().post(`/v1/orders/${order}/hand-over`).then(done);
    return order;
  },
  async cancelled(life) {
    const order = await life.make.placed();
    await life.make
      .buyer()
      .post(`${path(life, order)}/cancel`)
      .then(done);
    return order;
  },
  async expired({ make, world }) {
    const order = await make.placed();
    await world.later(32 * 60_000);
    return order;
  },
  async refund_due({ make }) {
    const { order } = await make.paid();
    await make.staff().post(`/v1/orders/${order}/refund`, { reason: "a scratch" }, make.key()).then(done);
    return order;
  },
  async refunded(life) {
    const order = (await ways["refund_due"]?.(life)) ?? "";
    await life.settle();
    return order;
  },
};

/** The hold has ended, and nobody has tidied up yet. */
async function tooLate(life: Life): Promise<void> {
  const early = await life.make.placed();
  await life.world.later(29 * 60_000);
  const begun = await life.make.buyer().post(`${path(life, early)}/pay`, undefined, life.make.key());
  if (begun.status !== 200) life.say(`a payment could not be begun while the hold lasted: ${begun.status}`);
  const order = await life.make.placed();
  life.world.clock.advance(31 * 60_000);
  const { status } = await life.make.buyer().post(`${path(life, order)}/pay`, undefined, life.make.key());
  if (status !== 409) life.say(`a payment was begun after its hold: ${status}`);
  await life.world.later(60_000);
  // What is captured when the order has ended goes back, and was never revenue.
  const { payment } = await life.make.paying();
  await life.world.later(32 * 60_000);
  const settling = `/v1/sandbox/${life.dealer}/payments/${payment}/settle`;
  await life.world.visitor.post(settling, { outcome: "captured", amount: price }).then(done);
}

/** Between a buyer's look and their order the offer becomes another one. */
async function overtaken({ world, make, dealer, say }: Life): Promise<void> {
  const staff = make.staff();
  const changes: Record<string, (vehicle: string) => Promise<Reply>> = {
    "another price": async (vehicle) =>
      staff.patch(
        `/v1/vehicles/${vehicle}`,
        { price: { amount: 2_000_000, currency: "GBP" } },
        await seen(staff, `/v1/vehicles/${vehicle}`),
      ),
    "taken off sale": (vehicle) => staff.post(`/v1/vehicles/${vehicle}/take-off-sale`),
  };
  for (const [name, change] of Object.entries(changes)) {
    const vehicle = await make.car();
    const buyer = make.buyer();
    world.aws.intercept = async ({ operation }) => {
      if (operation !== "TransactWriteItems") return;
      world.aws.intercept = undefined;
      await change(vehicle).then(done);
    };
    const { status } = await buyer.post(`/v1/dealers/${dealer}/orders`, { vehicle }, make.key());
    world.aws.intercept = undefined;
    if (status !== 409) say(`an offer was ordered although it was ${name} meanwhile: ${status}`);
    if (stored(world, "Order").some((order) => order["vehicle"] === vehicle))
      say(`${name}: there is an order`);
  }
}
