import { Refusal } from "./errors.ts";

/** Attempts against other writers of the same item: a person at each end, an outside party and a clock are four. */
const tries = 6;

/**
 * Reads, decides and writes; when somebody else wrote in between, nothing was written, and it reads and decides anew.
 *
 * The read must be consistent, or it may decide on what it has just been told is old.
 * For verbs that hold whatever was changed in between; a change under If-Match is refused instead.
 *
 * @example return decide(async () => { const loaf = await Loaf.get(key, { consistent: true }); return write([Loaf.change(loaf, …)], …); });
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
