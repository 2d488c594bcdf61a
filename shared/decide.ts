import { Refusal } from "./errors.ts";

/** Attempts against other writers of the same item; more of them at once than that are better asked to try again. */
const tries = 6;

/**
 * Reads, decides and writes; when somebody else wrote in between, nothing was written, and it reads and decides anew.
 * The read must be consistent, or it may decide on what it has just been told is old.
 *
 * @example return decide(async () => { const loaf = await Loaf.get(key, { consistent: true }); return write([Loaf.change(loaf, …)], …); });
 * @throws Refusal 409 `conflict` when the others do not end; every other refusal at once.
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
