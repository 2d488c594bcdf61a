import * as z from "zod/mini";
import { decide } from "#shared/deciding";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { id } from "#shared/ids";
import { write } from "#shared/write";
import { Units } from "./entities.ts";
import { StockMoved } from "./events.ts";
import { moved } from "./recording.ts";
import { assertStore } from "./stores.ts";
import type { Unit } from "./unit.ts";

export const Move = z
  .strictObject({
    to: z.optional(z.enum(["in_transit", "in_stock"])),
    store: z.optional(id("sto")),
    reason: z.string().check(z.minLength(1), z.maxLength(200)),
  })
  .check(
    z.refine(
      ({ to, store }) => to !== undefined || store !== undefined,
      "say where to: a state, a store or both",
    ),
    z.meta({ title: "StockMove", description: "Where a car goes: another state, another store, or both." }),
  );

/**
 * Moves a car by hand: it arrives, leaves for another store, changes stores. Held and sold cars belong to an order, and
 * only the order moves them.
 *
 * @throws Refusal 409 `unit_held` or `unit_sold`.
 */
export async function move({ params, body }: Ask<{ params: "vin"; body: typeof Move }>): Promise<Unit> {
  await assertStore(body.store);
  return decide(async () => {
    const unit = await Units.get({ vin: params.vin }, { consistent: true });
    const { to, store } = destination(unit, body);
    const change = { from: unit.state, to, quantity: 1, reason: body.reason, store };
    return write(
      [
        Units.change(unit, { state: to, store }),
        moved({ kind: "unit", of: unit.vin, ...change }),
        announce(StockMoved, { vin: unit.vin, vehicle: unit.vehicle, ...change }),
      ],
      { ...unit, state: to, store, version: unit.version + 1 },
    );
  });
}

function destination({ state, store: here }: Unit, { to, store = here }: z.output<typeof Move>) {
  if (state === "held" || state === "sold")
    throw new Refusal(409, `unit_${state}`, `This car is ${state}; only its order moves it.`);
  if ((to ?? state) === state && store === here)
    throw new Refusal(409, "unit_there_already", "The car is there already.");
  return { to: to ?? state, store };
}
