import * as z from "zod/mini";
import { type EventKind, type Happened, type HappenedOf, keptDays } from "./events.ts";
import { scope } from "./scope.ts";
import { type AnyEntity, entity } from "./table.ts";
import { now } from "./time.ts";
import type { CommandKind } from "./timers.ts";
import type { Piece } from "./transact.ts";

export type Trigger = EventKind | CommandKind;

/** A sum to add to: the figures of one item. */
export type Count = {
  readonly to: AnyEntity & {
    touch(key: Record<string, unknown>, options: { add: Record<string, number> }): Piece;
  };
  readonly key: Record<string, unknown>;
  readonly add: Record<string, number>;
};

export type Reaction =
  | {
      readonly kind: "reaction";
      readonly to: readonly Trigger[];
      readonly run: (happened: Happened) => Promise<readonly Piece[] | void>;
    }
  | {
      readonly kind: "tally";
      readonly to: readonly Trigger[];
      readonly run: (happened: Happened, generation: number) => readonly Count[] | Promise<readonly Count[]>;
      readonly generations?: Generations;
    };

/** The generations of a projection that are written now: two while it is rebuilt beside itself. Asked once a batch. */
export type Generations = () => Promise<readonly number[]>;

/**
 * Reacts to an event or a command. What `run` returns is written in one transaction together with the proof
 * that this reaction has seen this event: delivered ten times, it takes effect once.
 *
 * @example reactions: { winLeadOfBuyer: on(OrderPlaced, Leads.winLeadOfBuyer) }
 */
export function on<Kind extends Trigger>(
  to: Kind | readonly Kind[],
  run: (happened: HappenedOf<Kind>) => Promise<readonly Piece[] | void>,
): Reaction {
  return {
    kind: "reaction",
    to: [to].flat() as Trigger[],
    run: run as (happened: Happened) => Promise<readonly Piece[] | void>,
  };
}

/**
 * Adds to figures. A whole batch becomes one write per figure, so that a popular figure is no bottleneck, and
 * sums do not depend on the order of events. With `generations` each event counts once in each of them, with a
 * proof of its own, so that a rebuild and what happens meanwhile never count twice.
 *
 * @example reactions: { countOrders: tally(OrderPlaced, ({ data }) => [{ to: Figure, key: { day: data.day }, add: { orders: 1 } }]) }
 */
export function tally<Kind extends Trigger>(
  to: Kind | readonly Kind[],
  run: (happened: HappenedOf<Kind>, generation: number) => readonly Count[] | Promise<readonly Count[]>,
  options: { readonly generations?: Generations } = {},
): Extract<Reaction, { kind: "tally" }> {
  return {
    kind: "tally",
    to: [to].flat() as Trigger[],
    run: run as (happened: Happened, generation: number) => readonly Count[],
    ...options,
  };
}

const SeenItem = () => z.object({ context: z.string(), event: z.string(), reaction: z.string() });
const Seen = entity({
  name: "Seen",
  v: 1,
  schema: SeenItem,
  key: { pk: "{dealer}#{context}#seen#{event}", sk: "{reaction}" },
  expires: () => Math.floor(now() / 1000) + keptDays * 86_400,
});

/** Thrown when a reaction's seen item is there already: the effect has been had. */
export class AlreadySeen extends Error {
  override readonly name = "AlreadySeen";
  readonly event: string;
  constructor(event: string) {
    super(`${event} was seen before`);
    this.event = event;
  }
}

/** The first piece of every reaction's transaction. */
export function seen(reaction: string, event: string): Piece {
  const piece = Seen.create({ context: scope().context, event, reaction });
  return { ...piece, otherwise: () => new AlreadySeen(event) };
}
