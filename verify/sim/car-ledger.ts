import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { explains, type Seen } from "./linear.ts";

type Deed =
  | { do: "hold"; who: string }
  | { do: "cancel" | "capture"; order: string }
  | { do: "move"; to: string };
type Answer = { status: number; code: string; order: string; payment: string };
type Op = Deed & { answer: Answer | undefined; from: number; until: number };
/** A car as one thing: in stock, on its way, held by an order until an instant, or sold to one. */
type Car = { state: string; order?: string; until?: number };

export type Ledger = ReturnType<typeof carLedger>;

const paidStates = new Set<unknown>(["paid", "ready", "handed_over"]);

/** Watches one car: after each step, by what its callers heard, and in the books at the end. */
export function carLedger(world: Forecourt, vehicle: string) {
  const vin = String(stored(world, "Vehicle").find((each) => each["vehicle"] === vehicle)?.["vin"]);
  const dealer = "london-cars";
  const history: Seen<Op>[] = [];
  let counter = 0;

  function read(pk: string, sk: string): Record<string, unknown> | undefined {
    const { Item } = world.dynamodb.call("GetItem", {
      TableName: "forecourt-test",
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    });
    return Item === undefined ? undefined : unmarshall(Item as never);
  }
  const unit = () => read(`${dealer}#inventory#unit#${vin}`, "unit") ?? {};

  return {
    vehicle,
    vin,
    /** Whether the car and the order it belongs to say the same at this moment. */
    look(): string[] {
      const { state, held_by } = unit();
      if (state === "in_stock" || state === "in_transit")
        return held_by === undefined ? [] : [`${vin} is ${state} and held by ${String(held_by)}`];
      const order = read(`${dealer}#orders#order#${String(held_by)}`, "order") ?? {};
      const fits = state === "held" ? order["state"] === "placed" : paidStates.has(order["state"]);
      return fits ? [] : [`${vin} is ${String(state)} for an order that is ${String(order["state"])}`];
    },
    /** Notes what was asked of the car and what was heard. */
    async note(deed: Deed, ask: () => Promise<Reply | undefined>): Promise<Reply | undefined> {
      const [start, from] = [(counter += 1), world.clock.now()];
      const reply = await ask();
      const op = { ...deed, answer: reply && answerOf(reply), from, until: world.clock.now() };
      history.push({ op, start, end: reply ? (counter += 1) : Infinity });
      return reply;
    },
    /** At rest: one sale at most, no hold left, money and car together, and a history that one car explains. */
    books(): string[] {
      const orders = stored(world, "Order").filter((order) => order["vin"] === vin);
      const sales = orders.filter(({ state }) => paidStates.has(state));
      const { state, held_by } = unit();
      const open = orders.filter((order) => order["state"] === "placed" || order["state"] === "refund_due");
      return [
        ...(sales.length > 1 ? [`${vin} was sold ${sales.length} times`] : []),
        ...((state === "sold") === (sales.length === 1) && state !== "held"
          ? []
          : [`${vin} is ${String(state)} with ${sales.length} sales`]),
        ...(sales.length === 1 && sales[0]?.["order"] !== held_by ? [`${vin} belongs to another order`] : []),
        ...open.map((order) => `an order of ${vin} stays ${String(order["state"])}`),
        ...unexplained(history, orders, { state: String(state), order: held_by as string | undefined }),
      ];
    },
  };
}

function answerOf({ status, body }: Reply): Answer {
  const [code, order, payment] = [body["code"], body["order"], body["payment_state"]].map(String);
  return { status, code: code ?? "", order: order ?? "", payment: payment ?? "" };
}

/** Holds that end by themselves are nobody's question: each may have happened at any time after it was due. */
function unexplained(history: readonly Seen<Op>[], orders: Record<string, unknown>[], end: Car): string[] {
  const holdEnds = new Map(
    orders.map((order) => [String(order["order"]), Date.parse(String(order["hold_until"]))]),
  );
  const fine = explains<Op, Car>(
    history,
    { state: "in_stock" },
    (car, op) => [...new Set([car, lapsed(car, op)])].flatMap((each) => after(each, op, holdEnds)),
    (car) => sameCar(car, end) || sameCar(lapsed(car, { until: Infinity }), end),
  );
  return fine
    ? []
    : [`no order of events explains ${JSON.stringify(history)}, ending as ${JSON.stringify(end)}`];
}

function lapsed(car: Car, { until }: { until: number }): Car {
  return car.state === "held" && (car.until ?? 0) <= until ? { state: "in_stock" } : car;
}

function sameCar(one: Car, other: Car): boolean {
  return one.state === other.state && one.order === other.order;
}

/** What the car may be after an operation with this answer; nothing, when such a car could not have answered so. */
function after(car: Car, op: Op, holdEnds: ReadonlyMap<string, number>): Car[] {
  if (!op.answer) return [car, ...effects(car, op, holdEnds)];
  if (op.do === "hold" && op.answer.code === "vehicle_taken") return car.state === "in_stock" ? [] : [car];
  if (op.answer.status >= 400) return [car];
  if (op.do === "capture" && op.answer.payment !== "captured") return [car];
  return effects(car, op, holdEnds);
}

function effects(car: Car, op: Op, holdEnds: ReadonlyMap<string, number>): Car[] {
  const free = { state: "in_stock" };
  if (op.do === "move")
    return car.state === "in_stock" || car.state === "in_transit" ? [{ state: op.to }] : [];
  if (op.do === "cancel") return car.order === op.order ? [free] : [car];
  if (op.do === "capture") return car.order === op.order ? [{ state: "sold", order: op.order }] : [];
  if (car.state !== "in_stock") return [];
  const named = op.answer ? [op.answer.order] : [...holdEnds.keys()];
  return named.map((order) => ({ state: "held", order, until: holdEnds.get(order) }));
}
