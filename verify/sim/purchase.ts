import { isDeepStrictEqual } from "node:util";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Reply } from "#test/support/api";
import { done, price } from "./making.ts";
import type { Showroom } from "./showroom.ts";

/** What may happen to an order whose buyer has begun to pay. */
export const steps = [
  /** The provider captures the money and tells. */
  "notice",
  /** It captures, and its notice gets lost. */
  "missing",
  /** It tells once more what it told or should have told. */
  "duplicate",
  /** The bank refuses, and the provider tells. */
  "failed",
  /** The provider takes another amount than was asked. */
  "short",
  /** The buyer comes back and pays again. */
  "return",
  "cancel",
  "dealer cancel",
  "refund",
  "expire",
] as const;
/** `earlier`: a payment that failed before the newest was begun is captured after all, and the provider tells. */
export type Step = (typeof steps)[number] | "earlier";

type Told = { path: string; headers: Record<string, string>; body: string };
type Row = Record<string, unknown>;
export type Purchase = Awaited<ReturnType<typeof purchase>>;

/** A car that is ordered and whose payment is open. `deaf`: what the bank refuses is not heard of before the end. */
export async function purchase(room: Showroom, { deaf = false } = {}) {
  const { world, make, orders, buyer, staff, dealer, carry } = room;
  const who = buyer("ada");
  const vehicle = await make.car();
  const { order, vin } = (await who.post(orders, { vehicle }, make.key()).then(done)).body as unknown as Row;
  const payments: string[] = [];
  const notices: Told[] = [];
  const refused: string[] = [];

  async function pays(): Promise<void> {
    const reply = await buyer("ada").post(`${orders}/${String(order)}/pay`, undefined, make.key());
    if (reply.status === 200 || reply.status === 201) payments.push(String(reply.body["payment"]));
  }
  async function settles(
    outcome: "captured" | "failed",
    amount = price as { amount: number; currency: string },
    payment = payments.at(-1) ?? "",
  ) {
    const reply = await world.visitor.post(`/v1/sandbox/${dealer}/payments/${payment}/settle`, {
      outcome,
      amount,
    });
    // Its own books forbid some of it, as that what was captured fails.
    if (reply.status === 200) notices.push(reply.body["notice"] as unknown as Told);
  }
  async function tells(): Promise<void> {
    const told = notices.at(-1);
    if (told) hears(await world.visitor.post(told.path, told.body, told.headers), told);
  }
  function hears({ status, text }: Reply, { body }: Told): void {
    const wrongAmount = !isPrice((JSON.parse(body) as { amount: unknown }).amount);
    if (status !== (wrongAmount ? 422 : 200) && status !== 401) refused.push(`a notice was answered ${text}`);
  }

  await pays();
  const happenings: Record<Step, () => Promise<unknown>> = {
    notice: async () => settles("captured").then(tells),
    missing: async () => settles("captured"),
    duplicate: tells,
    failed: async () => settles("failed").then(() => (deaf ? undefined : tells())),
    short: async () =>
      settles("captured", deaf ? { ...price, currency: "EUR" } : { ...price, amount: 1 }).then(tells),
    return: pays,
    cancel: async () => buyer("ada").post(`${orders}/${String(order)}/cancel`),
    "dealer cancel": async () => staff().post(`/v1/orders/${String(order)}/cancel`),
    refund: async () =>
      staff().post(`/v1/orders/${String(order)}/refund`, { reason: "a scratch" }, make.key()),
    expire: async () => carry.later(31 * 60_000),
    earlier: async () => settles("captured", undefined, payments[0]).then(tells),
  };
  const rows = (kind: string, field: string, value: unknown): Row[] =>
    world
      .table()
      .filter((item) => item["_kind"]?.["S" as never] === kind)
      .map((item) => unmarshall(item as never) as Row)
      .filter((row) => row[field] === value);

  return {
    does: (step: Step) => happenings[step](),
    /** A provider tells again and again what was not heard. */
    async toldAgain(): Promise<void> {
      for (const payment of new Set(payments)) {
        const [account] = rows("SandboxPayment", "payment", payment);
        if (!account) continue;
        const { state, amount } = account;
        const path = `/v1/sandbox/${dealer}/payments/${payment}/settle`;
        const { body } = await world.visitor.post(path, { outcome: state, amount }).then(done);
        const told = body["notice"] as unknown as Told;
        hears(await world.visitor.post(told.path, told.body, told.headers), told);
      }
      // What was overtaken on its way arrives last.
      for (const told of notices.toReversed())
        hears(await world.visitor.post(told.path, told.body, told.headers), told);
    },
    /** What is wrong in the books of this order at the end. */
    books: (): string[] => [
      ...refused,
      ...agreeing({
        order: rows("Order", "order", order)[0] ?? {},
        unit: rows("StockUnit", "vin", vin)[0] ?? {},
        payments: rows("Payment", "order", order),
        taken: [...new Set(payments)].flatMap((payment) => rows("SandboxPayment", "payment", payment)),
        back: [...new Set(payments)].flatMap((payment) => rows("SandboxRefund", "payment", payment)),
        told: rows("Event", "_kind", "Event").flatMap(({ event }) => {
          const { type, data } = event as { type: string; data: { order?: unknown } };
          return data.order === order ? [type] : [];
        }),
      }),
    ],
  };
}

type Books = { order: Row; unit: Row; payments: Row[]; taken: Row[]; back: Row[]; told: string[] };

function agreeing({ order, unit, payments, taken, back, told }: Books): string[] {
  const sold = ["paid", "ready", "handed_over"].includes(String(order["state"]));
  const full = taken.filter(({ state, amount }) => state === "captured" && isPrice(amount));
  const kept = full.filter(({ payment }) => !back.some((refund) => refund["payment"] === payment));
  const times = (type: string): number => told.filter((each) => each === type).length;
  const wrong: [boolean, string][] = [
    [kept.length > 1, `the buyer was charged ${kept.length} times`],
    [
      sold !== (kept.length === 1),
      `the order is ${String(order["state"])} and ${kept.length} payments are kept`,
    ],
    [sold && kept[0]?.["payment"] !== order["payment"], "another payment paid the order"],
    [back.length > new Set(back.map(({ payment }) => payment)).size, "money was sent back twice"],
    [
      order["state"] === "refund_due" || order["state"] === "placed",
      `the order stays ${String(order["state"])}`,
    ],
    [
      sold !== (unit["state"] === "sold"),
      `the car is ${String(unit["state"])}, the order ${String(order["state"])}`,
    ],
    [unit["state"] === "held", "the car is held for nobody"],
    [
      full.some(
        ({ payment }) => !payments.some((own) => own["payment"] === payment && isTaken(own["state"])),
      ),
      "what was captured is not written down as captured",
    ],
    [
      taken.some(({ state, amount }) => state === "captured" && !isPrice(amount)) &&
        order["attention"] !== "amount_mismatch",
      "nobody is asked to look at an amount that is wrong",
    ],
    [payments.filter(({ state }) => state === "open").length > 1, "two payments are open"],
    [times("OrderPaid") > 1, "the order was paid twice"],
    [times("OrderRefunded") !== back.length, "refunds and their events differ"],
    [times("OrderCancelled") + times("OrderExpired") > 1, "the order ended twice"],
  ];
  return wrong.flatMap(([is, text]) => (is ? [text] : []));
}

const isTaken = (state: unknown): boolean => ["captured", "refund_due", "refunded"].includes(String(state));

const isPrice = (amount: unknown): boolean => isDeepStrictEqual(amount, { ...price });
