import * as z from "zod/mini";
import { contactOf } from "#functions/identity/index";
import type { OrderPlaced } from "#functions/orders/events";
import type { HappenedOf } from "#shared/events";
import { type Ask, page, paging } from "#shared/http";
import type { Piece } from "#shared/transact";
import { Person, Purchase } from "./entities.ts";
import * as People from "./person.ts";
import { recognise } from "./recognise.ts";

export const Filter = z.object(paging);
export const List = page(People.Purchase);

/** One Query; only where it finds nothing, one look whether there is such a person. */
export async function list({
  params,
  query,
}: Ask<{ params: "person"; query: typeof Filter }>): Promise<z.output<typeof List>> {
  const { limit = 20, cursor } = query;
  const found = await Purchase.list({ person: params.person }, { limit, cursor, reverse: true });
  if (found.data.length === 0) await Person.get({ person: params.person });
  return found;
}

/** A buyer is a person of this dealer from the first order on, found by the account or by its verified address. */
export async function linkBuyer({ data, time }: HappenedOf<typeof OrderPlaced>): Promise<Piece[]> {
  const { order, buyer, vehicle, vin } = data;
  const account = await contactOf(buyer, "customers");
  const contact = { name: account?.name, email: account?.email };
  const { person, pieces } = await recognise(
    contact,
    { verified: true, account: buyer, locale: account?.locale },
    { consistent: true },
  );
  return [...pieces, Purchase.create({ person, order, vehicle, vin, ordered_at: time })];
}
