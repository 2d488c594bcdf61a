import * as z from "zod/mini";
import { decide } from "#shared/deciding";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { id } from "#shared/ids";
import { instant } from "#shared/time";
import { write } from "#shared/write";
import { Items } from "./entities.ts";
import { StockMoved, StockRanLow } from "./events.ts";
import type { Item } from "./item.ts";
import { assessed } from "./items.ts";
import { moved } from "./recording.ts";

export const Adjustment = z
  .strictObject({
    store: id("sto"),
    quantity: z.int().check(
      z.minimum(-1_000_000),
      z.maximum(1_000_000),
      z.refine((quantity) => quantity !== 0, "0 changes nothing"),
    ),
    of: z._default(z.enum(["on_hand", "reserved"]), "on_hand"),
    reason: z.string().check(z.minLength(1), z.maxLength(200)),
  })
  .register(z.globalRegistry, {
    title: "StockAdjustment",
    description: "Pieces more or fewer, on hand or put aside, and why.",
  });
type Adjustment = z.output<typeof Adjustment>;

/**
 * Changes a count by a difference. Nothing goes below zero, nothing is put aside that is not there, and whoever crosses
 * the threshold downward announces it in the same transaction: as the write holds only for the version that was read,
 * one crossing is one alert.
 *
 * @throws Refusal 409 `stock_insufficient`.
 */
export async function adjust(ask: Ask<{ params: "sku"; body: typeof Adjustment }>): Promise<Item> {
  return decide(() => adjustOnce(ask.params.sku, ask.body));
}

async function adjustOnce(sku: string, { store, quantity, of, reason }: Adjustment): Promise<Item> {
  const item = await Items.get({ sku, store }, { consistent: true });
  const next = counted(item, of, quantity);
  const { on_hand, reserved, available, low, updated_at } = next;
  const change = { from: of, to: of, quantity, reason, store };
  return write(
    [
      Items.change(item, { on_hand, reserved, available, low, updated_at }),
      moved({ kind: "item", of: sku, ...change }),
      announce(StockMoved, { sku, ...change }),
      ...(low && !item.low
        ? [announce(StockRanLow, { sku, store, available, threshold: item.threshold })]
        : []),
    ],
    { ...next, version: item.version + 1 },
  );
}

function counted(item: Item, of: Adjustment["of"], quantity: number): Item {
  const on_hand = item.on_hand + (of === "on_hand" ? quantity : 0);
  const reserved = item.reserved + (of === "reserved" ? quantity : 0);
  const available = on_hand - reserved;
  if (Math.min(on_hand, reserved, available) < 0)
    throw new Refusal(409, "stock_insufficient", "There is not that much of it.", {
      on_hand: item.on_hand,
      reserved: item.reserved,
    });
  return assessed({ ...item, on_hand, reserved, available, updated_at: instant() });
}
