import { apiAddressIfAny } from "#shared/address";
import { scope } from "#shared/scope";

/**
 * The address of a page of the scope's dealer: under the stage's public address (`PUBLIC_URL`), or under the API's own
 * where there is no edge before it. Undefined where neither is known: a link that leads nowhere is worse than none.
 *
 * @example publicAddress("orders/ord_…") // "https://cars.example/london-cars/orders/ord_…"
 */
export function publicAddress(path: string): string | undefined {
  const base = process.env["PUBLIC_URL"] ?? apiAddressIfAny();
  return base ? new URL(`${scope().dealer}/${path}`, base.endsWith("/") ? base : `${base}/`).href : undefined;
}
