import * as z from "zod/mini";
import { StoreId, storeExists } from "#functions/dealers/index";
import { Refusal } from "#shared/errors";
import { announce } from "#shared/events";
import type { Ask } from "#shared/http";
import { write } from "#shared/write";
import { Orders } from "./entities.ts";
import { OrderChanged } from "./events.ts";
import { about, type Order } from "./order.ts";
import { after } from "./states.ts";

export const Changes = z
  .strictObject({
    /** Null takes the note away. */
    note: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(1000)))),
    /** Where the car will be collected. */
    store: z.optional(StoreId),
  })
  .check(
    z.refine((changes) => Object.keys(changes).length > 0, "names no field to change"),
    z.meta({
      title: "OrderChanges",
      description: "What may change of an order: another car or price is another order.",
    }),
  );
type Changes = z.output<typeof Changes>;

type Asked = { readonly body: Changes; readonly version: number | undefined };

/** The buyer's own change, until the car stands ready. */
export async function changeOwn({ record, ...asked }: Asked & { record: Order }): Promise<Order> {
  return change(record.order, asked);
}

/** The dealer's change on a buyer's behalf. @throws Refusal 412 when the order was changed since it was read. */
export async function changeFor({ params, ...asked }: Asked & Pick<Ask<{ params: "order" }>, "params">) {
  return change(params.order, asked);
}

/** The state is that of the version the caller names: read consistently, and written only over that version. */
async function change(id: string, { body: { note, store }, version }: Asked): Promise<Order> {
  const order = await Orders.get({ order: id }, { consistent: true });
  after(order.state, "change");
  if (store && !(await storeExists(store)))
    throw new Refusal(422, "store_unknown", "This dealer has no such store.");
  const changes: Partial<Order> = {
    ...(note === undefined ? {} : { note: note ?? undefined }),
    ...(store ? { store } : {}),
  };
  return write(
    [
      Orders.change(order, changes, { version }),
      announce(OrderChanged, { ...about(order), fields: Object.keys(changes) }, order.order),
    ],
    { ...order, ...changes, version: order.version + 1 },
  );
}
