import * as z from "zod/mini";
import { announce } from "#shared/events";
import { type Ask, paging } from "#shared/http";
import { newId } from "#shared/ids";
import { settings } from "#shared/settings";
import { instant, now } from "#shared/time";
import { write } from "#shared/write";
import { Store } from "./entities.ts";
import { StoreClosed, StoreOpened } from "./events.ts";
import { isOpen } from "./opening-hours.ts";
import * as Stores from "./store.ts";

export const Filter = z.strictObject(paging);

export async function list({ query }: Ask<{ query: typeof Filter }>) {
  const page = await Store.list({}, { limit: query.limit ?? 20, cursor: query.cursor });
  return { ...page, data: page.data.map(shown) };
}

export async function show({ params }: Ask<{ params: "store" }>): Promise<Stores.ShownStore> {
  return shown(await Store.get({ store: params.store }));
}

export async function open({ body }: Ask<{ body: typeof Stores.NewStore }>): Promise<Stores.ShownStore> {
  const store = {
    ...body,
    store: newId("sto"),
    zone: body.zone ?? (await settings()).zone,
    created_at: instant(),
    version: 1,
  };
  return write([Store.create(store), announce(StoreOpened, { store: store.store })], shown(store));
}

/** Field by field without the defaults of a new store: what is left out stays. */
export const Change = z
  .partial(
    z.strictObject({
      name: Stores.Store.shape.name,
      address: Stores.Address,
      phone: z.nullable(Stores.Store.shape.phone.def.innerType),
      geo: z.nullable(Stores.Geo),
      zone: Stores.Store.shape.zone,
      opening_hours: Stores.Store.shape.opening_hours,
      exceptions: Stores.Store.shape.exceptions,
    }),
  )
  .register(z.globalRegistry, {
    title: "StoreChange",
    description: "What is left out stays; `null` takes phone or place away.",
  });

export async function change({
  params,
  body,
  version,
}: Ask<{ params: "store"; body: typeof Change }>): Promise<Stores.ShownStore> {
  const store = await Store.get({ store: params.store }, { consistent: true });
  const changes = {
    ...body,
    phone: body.phone === null ? undefined : (body.phone ?? store.phone),
    geo: body.geo === null ? undefined : (body.geo ?? store.geo),
  };
  const next = shown({ ...store, ...changes, version: store.version + 1 });
  return write([Store.change(store, changes, { version })], next);
}

export async function close({ params, version }: Ask<{ params: "store" }>): Promise<void> {
  const store = await Store.get({ store: params.store }, { consistent: true });
  await write([Store.remove(store, { version }), announce(StoreClosed, { store: store.store })], undefined);
}

function shown(store: Stores.Store): Stores.ShownStore {
  return { ...store, open_now: isOpen(store, now()) };
}
