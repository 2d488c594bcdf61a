import * as z from "zod/mini";
import { announce } from "#shared/events";
import { Refusal } from "#shared/errors";
import type { Ask } from "#shared/http";
import { id } from "#shared/ids";
import { instant } from "#shared/time";
import { otherwise, type Piece } from "#shared/transact";
import { write } from "#shared/write";
import { Units } from "./entities.ts";
import { StockMoved } from "./events.ts";
import { moved } from "./recording.ts";
import { assertStore } from "./stores.ts";
import { type Unit, Vin } from "./unit.ts";

export const NewUnit = z
  .strictObject({
    vin: Vin,
    vehicle: z.optional(id("veh")),
    store: z.optional(id("sto")),
    state: z._default(z.enum(["in_transit", "in_stock"]), "in_stock"),
  })
  .register(z.globalRegistry, {
    title: "NewStockUnit",
    description: "A car that arrives, or is on its way.",
  });
export type NewUnit = z.output<typeof NewUnit>;

/** Takes a car into the books. A VIN is there once: the same car cannot be received twice. */
export async function add({ body }: Ask<{ body: typeof NewUnit }>): Promise<Unit> {
  await assertStore(body.store);
  const { unit, pieces } = receive(body);
  return write(pieces, unit);
}

/**
 * The pieces that take a car into the books, for a context that does so in its own transaction.
 *
 * @throws Refusal 409 `unit_exists`, when the transaction runs.
 */
export function receive(given: NewUnit): { unit: Unit; pieces: Piece[] } {
  const { vin, vehicle, store, state } = given;
  const unit: Unit = { ...given, created_at: instant(), version: 1 };
  const exists = new Refusal(409, "unit_exists", "A car with this VIN is in the books already.");
  const change = { from: "nowhere", to: state, quantity: 1, reason: "received", store };
  return {
    unit,
    pieces: [
      otherwise(Units.create(unit), exists),
      moved({ kind: "unit", of: vin, ...change }),
      announce(StockMoved, { vin, vehicle, ...change }),
    ],
  };
}
