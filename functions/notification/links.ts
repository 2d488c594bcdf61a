import { scope } from "#shared/scope";

/**
 * The address of a page of the scope's dealer: only where the stage has a public address (`PUBLIC_URL`), because a
 * link that leads nowhere is worse than none.
 *
 * @example publicAddress("orders/ord_…") // "https://cars.example/london-cars/orders/ord_…"
 */
export function publicAddress(path: string): string | undefined {
  const base = process.env["PUBLIC_URL"];
  return base ? new URL(`${scope().dealer}/${path}`, base.endsWith("/") ? base : `${base}/`).href : undefined;
}
