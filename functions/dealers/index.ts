export { DealerId, StoreId } from "./ids.ts";

/**
 * Whether the scope's dealer has this store. One read.
 *
 * @example if (!(await storeExists(body.store))) throw new Refusal(422, "store_unknown", "This dealer has no such store.");
 */
export async function storeExists(store: string): Promise<boolean> {
  // Every function knows this door by its identifiers; what a store is, only those that ask need.
  const { Store } = await import("./entities.ts");
  return (await Store.find({ store })) !== undefined;
}
