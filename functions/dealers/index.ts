import { Store } from "./entities.ts";

export { DealerId } from "./dealer.ts";
export { isOpen } from "./opening-hours.ts";
export { StoreId } from "./store.ts";

/**
 * Whether the scope's dealer has this store. One read.
 *
 * @example if (!(await storeExists(body.store))) throw new Refusal(422, "store_unknown", "This dealer has no such store.");
 */
export async function storeExists(store: string): Promise<boolean> {
  return (await Store.find({ store })) !== undefined;
}
