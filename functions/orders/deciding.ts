import { Refusal } from "#shared/errors";

/** Attempts against other writers of the same order: buyer, dealer, provider and clock are four. */
const tries = 6;

/**
 * Reads, decides and writes; when somebody else wrote in between, nothing was written, and it reads and decides anew.
 *
 * @example return decide(async () => { const order = await Orders.get(…); return write([Orders.change(order, …)], …); });
 * @throws Refusal 409 `conflict` when the others do not end.
 */
export async function decide<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      const overtaken = error instanceof Refusal && error.code === "conflict";
      if (!overtaken || tried === tries) throw error;
    }
  }
}
