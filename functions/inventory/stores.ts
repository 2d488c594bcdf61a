import { storeExists } from "#functions/dealers/index";
import { Refusal } from "#shared/errors";

/**
 * Refuses stock at a place the dealer does not have. Without a store nothing is read.
 *
 * @throws Refusal 422 `store_unknown`.
 */
export async function assertStore(store: string | undefined): Promise<void> {
  if (store !== undefined && !(await storeExists(store)))
    throw new Refusal(422, "store_unknown", "This dealer has no such store.");
}
