import { isDeepStrictEqual } from "node:util";
import type { Client, Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";
import { differences } from "../access/trail.ts";
import { done, type Making } from "../sim/making.ts";

/** A dealer that trades, and where to say what went wrong. */
export type Life = {
  readonly world: Forecourt;
  readonly make: Making;
  readonly dealer: string;
  readonly say: (violation: string) => void;
  /** Everything that was set off, to its end, each event twice. */
  readonly settle: () => Promise<void>;
};

/** The answer, and how many records of the business were changed for it. */
export async function undisturbed(
  { world }: Life,
  call: () => Promise<Reply>,
): Promise<{ reply: Reply; changed: number }> {
  const begun = world.stream.length;
  const reply = await call();
  return { reply, changed: differences(world.stream.slice(begun)).length };
}

export async function seen(client: Client, path: string): Promise<Record<string, string>> {
  return { "if-match": done(await client.get(path)).headers["etag"] ?? "" };
}

export const same = isDeepStrictEqual;
