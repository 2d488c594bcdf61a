import * as z from "zod/mini";
import { newId } from "./ids.ts";
import { once } from "./once.ts";
import { scope } from "./scope.ts";
import { entity } from "./table.ts";
import { instant, now } from "./time.ts";
import type { Piece } from "./transact.ts";

/** What a context does later: addressed to itself, handled by a reaction, safe to repeat. */
export type CommandKind<S extends z.ZodMiniType = z.ZodMiniType> = {
  readonly kind: "command";
  /** `{context}.{verb}`: the part before the dot says whose queue it goes to. */
  readonly name: `${string}.${string}`;
  readonly schema: S;
};

/** @example export const ExpireHold = defineCommand("orders.expireHold", () => z.object({ order: OrderId })); */
export function defineCommand<S extends z.ZodMiniType>(
  name: `${string}.${string}`,
  schema: () => S,
): CommandKind<S> {
  const made = once(schema);
  return {
    kind: "command",
    name,
    get schema() {
      return made();
    },
  };
}

/** One minute is spread over this many partitions. */
export const timerShards = 4;
const minute = 60_000;

/** A command as it waits and as it travels. */
export const Due = once(() =>
  z.object({
    id: z.string(),
    tenant: z.string(),
    command: z.string(),
    data: z.unknown(),
    at: z.string(),
    actor: z.string(),
    correlation: z.string(),
  }),
);
export type Due = z.output<ReturnType<typeof Due>>;

/** `minute` is the first whole minute at which the sweep may take it, as `2026-11-25T09:30`. */
export const Timer = entity({
  name: "Timer",
  v: 1,
  schema: () => z.extend(Due(), { minute: z.string(), shard: z.int() }),
  key: { pk: "platform#timers#{minute}#{shard}", sk: "{id}" },
});

/**
 * The write piece that makes something happen later, to the minute. Time is a write: it holds exactly if the
 * transaction does.
 *
 * @param time milliseconds since 1970; what has passed is due in the next minute.
 * @example await transact([Order.create(order), at(Date.parse(order.payBefore), ExpireHold, { order: order.order })]);
 */
export function at<S extends z.ZodMiniType>(time: number, command: CommandKind<S>, data: z.input<S>): Piece {
  const { dealer, caller, correlation } = scope();
  const id = newId("tmr");
  const piece = Timer.create({
    id,
    tenant: dealer,
    command: command.name,
    data: command.schema.parse(data),
    at: instant(time),
    actor: caller.id,
    correlation,
    minute: minuteOf(Math.max(time, now()) + minute - 1),
    shard: id.charCodeAt(id.length - 1) % timerShards,
  });
  return { ...piece, trace: undefined };
}

/** @example minuteOf(Date.parse("2026-11-25T09:30:59Z")) // "2026-11-25T09:30" */
export function minuteOf(time: number): string {
  return instant(time).slice(0, 16);
}
