import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { type Ask, paging } from "#shared/http";
import { id } from "#shared/ids";
import { Units } from "./entities.ts";
import { type Unit, UnitState } from "./unit.ts";

export const Filter = z.strictObject({
  ...paging,
  state: z
    .optional(UnitState)
    .register(z.globalRegistry, { description: "`in_stock` when neither state nor store is given." }),
  store: z
    .optional(id("sto"))
    .register(z.globalRegistry, { description: "Every car of one store, in whatever state." }),
});

/** Cars in one state, or cars of one store: each is one index, read in one call. */
export async function list({ query }: Ask<{ query: typeof Filter }>) {
  const { state, store, limit = 20, cursor } = query;
  if (state && store)
    throw new Refusal(400, "filters_exclusive", "Filter by state or by store, not by both.");
  if (store) return Units.by.inStore({ store }, { limit, cursor });
  return Units.by.inState({ state: state ?? "in_stock" }, { limit, cursor });
}

export async function show({ params }: Ask<{ params: "vin" }>): Promise<Unit> {
  return Units.get({ vin: params.vin });
}
