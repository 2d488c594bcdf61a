import * as z from "zod/mini";
import { type Ask, paging } from "#shared/http";
import { forgetSettings, Settings } from "#shared/settings";
import type { Piece } from "#shared/transact";
import { write } from "#shared/write";
import * as Dealers from "./dealer.ts";
import { Dealer } from "./entities.ts";
import { assertOwnRoles } from "./own-roles.ts";

export function show(): Promise<Dealers.Dealer> {
  return Dealer.get({});
}

export const Filter = z.strictObject(paging);

export function list({ query }: Ask<{ query: typeof Filter }>) {
  return Dealer.by.allDealers({}, { limit: query.limit ?? 20, cursor: query.cursor });
}

/** What a dealer sets for itself. Country and currency are not among it: prices and figures are in them. */
export const Change = z
  .partial(
    z.strictObject({
      name: Dealers.DealerName,
      description: z.nullable(Dealers.Dealer.shape.description.def.innerType),
      brands: Dealers.Brands,
      contact: Dealers.Contact,
      locale: Dealers.Dealer.shape.locale,
      zone: Dealers.Dealer.shape.zone,
      off: Dealers.Dealer.shape.off,
      roles: Dealers.OwnRoles,
    }),
  )
  .register(z.globalRegistry, {
    title: "DealerSettingsChange",
    description: "What is left out stays; `contact`, `brands`, `off` and `roles` are replaced as wholes.",
  });

export async function change({
  body,
  caller,
  version,
}: Ask<{ body: typeof Change }>): Promise<Dealers.Dealer> {
  const dealer = await Dealer.get({}, { consistent: true });
  if (body.roles) assertOwnRoles(body.roles, dealer.roles, caller);
  const description = body.description === null ? undefined : (body.description ?? dealer.description);
  return changed(dealer, { ...body, description }, version);
}

export const Freeze = z.strictObject({ frozen: z.boolean() }).register(z.globalRegistry, {
  title: "DealerFreeze",
  description: "A frozen dealer is read but not changed.",
});

export function freeze({ body, version }: Ask<{ body: typeof Freeze }>): Promise<Dealers.Dealer> {
  return Dealer.get({}, { consistent: true }).then((dealer) => changed(dealer, body, version));
}

async function changed(
  dealer: Dealers.Dealer,
  changes: Partial<Dealers.Dealer>,
  version: number | undefined,
): Promise<Dealers.Dealer> {
  const next = { ...dealer, ...changes, version: dealer.version + 1 };
  await write([Dealer.change(dealer, changes, { version }), settingsOf(next)], next);
  forgetSettings();
  return next;
}

/** What the kernel must know of a dealer, kept in step with the dealer by the same transaction. */
export function settingsOf(dealer: Dealers.Dealer): Piece {
  const { name, country, currency, locale, zone, frozen, off, roles } = dealer;
  return Settings.touch({}, { set: { name, country, currency, locale, zone, frozen, off, roles } });
}
