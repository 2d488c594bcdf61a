import { type Ledger, misplaced, type Row } from "./ledger.ts";

/** What belongs to a car in each state, and to no other. */
const belongs: Readonly<Record<string, readonly string[]>> = {
  in_transit: [],
  in_stock: [],
  held: ["held_by", "held_until"],
  sold: ["held_by", "sold_at"],
};
const paid = new Set<unknown>(["paid", "ready", "handed_over"]);

/** Each car is where its movements brought it and whose its order says; each count is the sum of its movements. */
export function carBooks(all: Ledger): string[] {
  const movements = new Map<unknown, Row[]>();
  for (const movement of all.kind("StockMovement").toSorted(byName))
    movements.set(movement["of"], [...(movements.get(movement["of"]) ?? []), movement]);
  const orders = all.by("Order", "order");
  return [
    ...all.kind("StockUnit").flatMap((unit) => {
      const found = [
        ...moved(unit, movements.get(unit["vin"]) ?? []),
        ...owned(unit, orders.get(unit["held_by"])),
      ];
      return found.map((text) => `a car that is ${String(unit["state"])}: ${text}`);
    }),
    ...all.kind("StockItem").flatMap((item) => counted(item, movements.get(item["sku"]) ?? [])),
    ...homeless(all),
  ];
}

function byName(one: Row, other: Row): number {
  return String(one["movement"]) < String(other["movement"]) ? -1 : 1;
}

/** A hold that had its time yields to the next without a word. */
function moved({ state, held_by, store }: Row, movements: readonly Row[]): string[] {
  let at: unknown = "nowhere";
  let last: Row = {};
  const wrong: string[] = [];
  for (const rest = [...movements]; rest.length > 0;) {
    // Of two that are of one moment, that which begins where the car is comes first.
    const now = rest.filter((movement) => movement["at"] === rest[0]?.["at"]);
    const next = now.find(({ from }) => from === at) ?? now[0] ?? {};
    rest.splice(rest.indexOf(next), 1);
    const { from, to } = next;
    if (from !== at && !(at === "held" && from === "in_stock"))
      wrong.push(`it went from ${String(from)} to ${String(to)} when it was ${String(at)}`);
    [at, last] = [to, next];
  }
  const by = state === "held" || state === "sold" ? held_by : undefined;
  const placed = movements.findLast((movement) => "store" in movement)?.["store"];
  return [
    ...wrong,
    ...(at === state ? [] : [`it was moved to ${String(at)}`]),
    ...(by === undefined || by === last["order"] ? [] : ["it was moved for another order"]),
    ...(placed === store ? [] : ["it was moved to another store"]),
  ];
}

function owned(unit: Row, order: Row | undefined): string[] {
  const state = String(unit["state"]);
  const wrong = misplaced(unit, ["held_by", "held_until", "sold_at"], belongs[state] ?? []);
  const fits =
    state === "held" ? order?.["state"] === "placed" : state !== "sold" || paid.has(order?.["state"]);
  return [
    ...wrong.map((field) => `${field} is wrong or lacking`),
    ...(fits ? [] : [`its order is ${String(order?.["state"])}`]),
    ...(state === "held" && unit["held_until"] !== order?.["hold_until"]
      ? ["it is held until another time"]
      : []),
  ];
}

function counted(item: Row, movements: readonly Row[]): string[] {
  const sum = (figure: string): number =>
    movements
      .filter(({ to, store }) => to === figure && store === item["store"])
      .reduce((total, { quantity }) => total + Number(quantity), 0);
  const { sku, on_hand, reserved, available, threshold, low } = item;
  const right =
    on_hand === sum("on_hand") &&
    reserved === sum("reserved") &&
    available === Number(on_hand) - Number(reserved);
  const marked = (low === true) === Number(available) < Number(threshold);
  return [
    ...(right
      ? []
      : [`${String(sku)} has ${String(on_hand)} on hand and ${String(reserved)} aside: not what moved`]),
    ...(marked ? [] : [`${String(sku)} has ${String(available)} and is ${low ? "" : "not "}low`]),
  ];
}

/** Whatever names a store names one that this dealer has, or had. */
function homeless(all: Ledger): string[] {
  const known = new Set<unknown>([
    ...all.kind("Store").map(({ store }) => store),
    ...all.told("store").keys(),
  ]);
  return ["StockUnit", "StockItem", "Vehicle", "Order", "Member"].flatMap((name) =>
    all
      .kind(name)
      .filter(({ store }) => store !== undefined && !known.has(store))
      .map(({ store }) => `${name} names ${String(store)}, and there is no such store`),
  );
}
