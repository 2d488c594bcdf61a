import { type Ledger, misplaced, type Row, type Told, unlike } from "./ledger.ts";

/** What each event makes of an order and what it stamps on it, the last that can happen first. */
const ends: readonly (readonly [type: string, state: string, stamps: string])[] = [
  ["OrderRefunded", "refunded", "refunded_at"],
  ["RefundDue", "refund_due", ""],
  ["OrderCancelled", "cancelled", "cancelled_at cancelled_by"],
  ["OrderExpired", "expired", "expired_at"],
  ["OrderHandedOver", "handed_over", "handed_over_at"],
  ["OrderReady", "ready", "ready_at"],
  ["OrderPaid", "paid", "paid_at sold_at"],
  ["OrderPlaced", "placed", ""],
];
const stamps = ends.flatMap(([, , names]) => names.split(" ")).filter(Boolean);
/** What every event about an order says as the order does. */
const same = ["buyer", "vehicle", "vin", "price", "hold_until", "paid_at", "handed_over_at"];
/** What was ordered is what the catalogue had. */
const car = ["vin", "brand", "model", "year", "colour"];

/** Each order is what was told of it, and so is its money; the provider's books say the same. */
export function orderBooks(all: Ledger): string[] {
  const told = all.told("order");
  const [payments, cars] = [all.by("Payment", "payment"), all.by("Vehicle", "vehicle")];
  const accounts = all.by("SandboxPayment", "payment");
  const refunds = new Map(all.kind("SandboxRefund").map((row) => [row["payment"], row]));
  return [
    ...all.kind("Order").flatMap((order) => {
      const name = `the order that is ${String(order["state"])}`;
      const events = told.get(order["order"]) ?? [];
      const paying = payments.get(order["payment"]);
      const vehicle = cars.get(order["vehicle"]) ?? order;
      return [
        ...lived(order, events),
        ...unlike(order, vehicle, car).map((field) => `its ${field} is not the car's`),
        ...(paying?.["state"] === order["payment_state"] && paying?.["provider"] === order["payment_provider"]
          ? []
          : [`its payment is ${String(paying?.["state"])} and not ${String(order["payment_state"])}`]),
      ].map((text) => `${name}: ${text}`);
    }),
    ...all.kind("Payment").flatMap((payment) => {
      const order = all.by("Order", "order").get(payment["order"]) ?? {};
      const [account, back] = [accounts.get(payment["payment"]), refunds.get(payment["payment"])];
      return moved(payment, order, account, back).map(
        (text) => `a payment that is ${String(payment["state"])}: ${text}`,
      );
    }),
    ...crowded(all),
  ];
}

function lived(order: Row, events: readonly Told[]): string[] {
  // Money that another payment had paid already goes back without a trace in the order.
  const own = events.filter(({ data }) => !("payment" in data) || data["payment"] === order["payment"]);
  const types = new Set(own.map(({ type }) => type));
  const wasPaid = types.has("OrderPaid");
  const [, state] = ends.find(([type]) => types.has(type)) ?? [];
  const wanted = ends.flatMap(([type, , names]) => (types.has(type) ? names.split(" ") : []));
  return [
    ...(order["state"] === state ? [] : [`was told to be ${String(state)}`]),
    ...(types.size ===
    own.filter(({ type }) => type !== "OrderChanged").length + Number(types.has("OrderChanged"))
      ? []
      : ["something was told twice"]),
    ...misplaced(order, stamps, wanted).map((field) => `${field} is wrong or lacking`),
    ...own.flatMap(({ type, data }) =>
      unlike(order, data, same).map((field) => `${type} says another ${field}`),
    ),
    ...own.flatMap(({ type, data }) =>
      "was_paid" in data && data["was_paid"] !== wasPaid ? [`${type} is wrong about its being paid`] : [],
    ),
    ...own.flatMap(({ data }) =>
      "by" in data && data["by"] !== order["cancelled_by"] ? ["another had cancelled it"] : [],
    ),
  ];
}

const captured = ["captured", "refund_due", "refunded"];

function moved(payment: Row, order: Row, account: Row | undefined, back: Row | undefined): string[] {
  const state = String(payment["state"]);
  const money = captured.includes(state);
  const wanted = [
    ...(money ? ["captured_at"] : []),
    ...(state === "refunded" ? ["refunded_at", "refund_reference"] : []),
  ];
  return [
    ...misplaced(payment, ["captured_at", "refunded_at", "refund_reference"], wanted).map(
      (field) => `${field} is wrong or lacking`,
    ),
    ...(unlike({ price: payment["amount"] }, order, ["price"]).length > 0
      ? ["its amount is not the price"]
      : []),
    // What fixtures call a payment need not have been told to the provider.
    ...(account && money !== (account["state"] === "captured") && !("mismatch" in payment)
      ? [`the provider has it as ${String(account["state"])}`]
      : []),
    ...(payment["refund_reference"] === back?.["reference"]
      ? []
      : ["the provider sent it back by another name"]),
  ];
}

/** An order has one open payment at most. */
function crowded(all: Ledger): string[] {
  const open = all
    .kind("Payment")
    .filter(({ state }) => state === "open")
    .map(({ order }) => order);
  return new Set(open).size === open.length ? [] : ["an order has two open payments"];
}
