import * as z from "zod/mini";
import { lte } from "./conditions.ts";
import { scope } from "./scope.ts";
import { entity } from "./table.ts";
import { instant, now } from "./time.ts";
import { transact, type Piece } from "./transact.ts";

const State = () =>
  z.object({
    context: z.string(),
    key: z.string(),
    state: z.enum(["pending", "done"]),
    leaseUntil: z.string(),
  });
const Effect = entity({
  name: "Effect",
  v: 1,
  schema: State,
  key: { pk: "{dealer}#{context}#effect#{key}", sk: "effect" },
});

/** Longer than any outside call may take, shorter than the queue's patience. */
const leaseMilliseconds = 60_000;

export type OutsideCall<Result> = {
  /** Names this one effect for ever, as `mail#evt_…#buyer`: it travels to the provider where one takes such a key. */
  readonly key: string;
  readonly call: (key: string) => Promise<Result>;
  /** Pieces that record the outcome, in the write that closes the effect. */
  readonly settle: (result: Result) => readonly Piece[];
  /**
   * What to do when an earlier try died between the call and its record, and so may or may not have been heard:
   * ask the provider, if it can tell; `again` for what is better sent twice (with the same key) than never;
   * `never` for what is better not sent than twice.
   */
  readonly inDoubt: "again" | "never" | ((key: string) => Promise<Result | undefined>);
};

/** Thrown while another process holds the lease: the queue tries again later. */
export class StillRunning extends Error {
  override readonly name = "StillRunning";
}

/**
 * An effect outside of the table: claimed before, called, settled after. Once settled it is never had again.
 *
 * @example await once({ key: `mail#${event.id}`, call: send, settle: (id) => [Delivery.create({ id })], inDoubt: "again" });
 * @returns false when the effect had been had before.
 */
export async function once<Result>({ key, call, settle, inDoubt }: OutsideCall<Result>): Promise<boolean> {
  const earlier = await claim(key);
  if (earlier === "done") return false;
  const result = await calling(key, () => (earlier === "in doubt" ? resolve(key, call, inDoubt) : call(key)));
  await transact([close(key), ...(result === unsent ? [] : settle(result))]);
  return result !== unsent;
}

/** A call that was refused for sure gives its lease back; one that was cut off may have been heard, and stays in doubt. */
async function calling<T>(key: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
    if (status >= 400 && status < 500) await release(key);
    throw error;
  }
}

const unsent = Symbol("unsent");

async function resolve<Result>(
  key: string,
  call: OutsideCall<Result>["call"],
  inDoubt: OutsideCall<Result>["inDoubt"],
): Promise<Result | typeof unsent> {
  if (inDoubt === "never") return unsent;
  if (inDoubt === "again") return call(key);
  return (await inDoubt(key)) ?? call(key);
}

async function claim(key: string): Promise<"fresh" | "in doubt" | "done"> {
  const item = {
    context: scope().context,
    key,
    state: "pending" as const,
    leaseUntil: instant(now() + leaseMilliseconds),
  };
  const first = Effect.create(item);
  const outcome: { old?: Record<string, unknown> } = {};
  try {
    await transact([
      {
        ...first,
        otherwise: (old) =>
          Object.assign(new StillRunning(`${key} is being done`), { old: (outcome.old = old) }),
      },
    ]);
    return "fresh";
  } catch (error) {
    if (!(error instanceof StillRunning)) throw error;
    if (outcome.old?.["state"] === "done") return "done";
    const taken = Effect.touch(item, {
      set: { leaseUntil: item.leaseUntil },
      when: { state: "pending", leaseUntil: lte(instant()) },
    });
    await transact([{ ...taken, otherwise: () => error }]);
    return outcome.old?.["leaseUntil"] === released ? "fresh" : "in doubt";
  }
}

const released = "";

function close(key: string): Piece {
  return Effect.touch({ context: scope().context, key }, { set: { state: "done" } });
}

async function release(key: string): Promise<void> {
  await transact([
    Effect.touch(
      { context: scope().context, key },
      { set: { leaseUntil: released }, when: { state: "pending" } },
    ),
  ]);
}
