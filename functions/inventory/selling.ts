import { lte } from "#shared/conditions";
import { Refusal } from "#shared/errors";
import { instant, type Instant } from "#shared/time";
import { otherwise, type Piece } from "#shared/transact";
import { Units } from "./entities.ts";
import { moved } from "./recording.ts";

/**
 * Holds a car for an order until an instant: two pieces for the order's own transaction, without a read. A hold that has
 * lapsed counts as in stock, so the next buyer never waits for anybody to tidy up.
 *
 * @example await write([Order.create(order), ...hold(vin, order.order, order.hold_until)], order);
 * @throws Refusal 409 `vehicle_taken`, `unit_not_in_stock` or `unit_missing`, when the transaction runs.
 */
export function hold(vin: string, order: string, until: Instant): Piece[] {
  const piece = Units.touch(
    { vin },
    {
      set: { state: "held", held_by: order, held_until: until },
      when: [{ state: "in_stock" }, { state: "held", held_until: lte(instant()) }],
    },
  );
  return [otherwise(piece, unheld), recorded(vin, order, "in_stock", "held", "ordered")];
}

/**
 * Gives a held car back to stock. The transaction holds only while the car is held by that order.
 *
 * @example await write([Order.change(order, { state: "cancelled" }), ...release(order.vin, order.order)], order);
 * @throws Refusal 409 `conflict`.
 */
export function release(vin: string, order: string): Piece[] {
  const piece = Units.touch(
    { vin },
    {
      set: { state: "in_stock" },
      remove: ["held_by", "held_until"],
      when: { state: "held", held_by: order },
    },
  );
  return [piece, recorded(vin, order, "held", "in_stock", "hold released")];
}

/**
 * Sells a car to the order that holds it, also after the hold has lapsed if nobody else has taken it.
 *
 * @example await write([Order.change(order, { state: "paid" }), ...sell(order.vin, order.order)], order);
 * @throws Refusal 409 `conflict`.
 */
export function sell(vin: string, order: string): Piece[] {
  const piece = Units.touch(
    { vin },
    {
      set: { state: "sold", sold_at: instant() },
      remove: ["held_until"],
      when: { state: "held", held_by: order },
    },
  );
  return [piece, recorded(vin, order, "held", "sold", "paid")];
}

/**
 * Takes a sold car back into stock when its sale is undone before it was handed over.
 *
 * @throws Refusal 409 `conflict` unless it was sold to that order.
 */
export function takeBack(vin: string, order: string): Piece[] {
  const piece = Units.touch(
    { vin },
    {
      set: { state: "in_stock" },
      remove: ["held_by", "sold_at"],
      when: { state: "sold", held_by: order },
    },
  );
  return [piece, recorded(vin, order, "sold", "in_stock", "sale undone")];
}

/** Whether the car is held by that order at this moment, lapsed or not: one consistent read. */
export async function isHeldBy(vin: string, order: string): Promise<boolean> {
  const unit = await Units.find({ vin }, { consistent: true });
  return unit?.state === "held" && unit.held_by === order;
}

/**
 * Why an order cannot have a car over which so many meet that its own transaction never came to its turn; undefined when
 * the car may be free, or held by that very order. One consistent read.
 *
 * @example throw (await refusalOf(order.vin, order.order)) ?? error;
 */
export async function refusalOf(vin: string, order: string): Promise<Refusal | undefined> {
  const unit = await Units.find({ vin }, { consistent: true });
  const lapsed = unit?.state === "held" && (unit.held_until ?? "") <= instant();
  return unit?.state === "in_stock" || unit?.held_by === order || lapsed ? undefined : unheld(unit);
}

function unheld(unit: Record<string, unknown> | undefined): Refusal {
  if (!unit) return new Refusal(409, "unit_missing", "There is no car in stock for this offer.");
  if (unit["state"] === "in_transit")
    return new Refusal(409, "unit_not_in_stock", "This car is on its way and cannot be ordered yet.");
  return new Refusal(409, "vehicle_taken", "Somebody else has ordered this car.");
}

function recorded(vin: string, order: string, from: string, to: string, reason: string): Piece {
  return moved({ kind: "unit", of: vin, from, to, quantity: 1, reason, order });
}
