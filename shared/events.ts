import * as z from "zod/mini";
import { newId } from "./ids.ts";
import { scope } from "./scope.ts";
import { once } from "./once.ts";
import { entity } from "./table.ts";
import { instant, now } from "./time.ts";
import type { Piece } from "./transact.ts";

/** What a context tells the others: one object is the name, the schema and the rule's pattern. */
export type EventKind<S extends z.ZodMiniType = z.ZodMiniType> = {
  readonly kind: "event";
  /** Past tense, unique on the platform. */
  readonly name: string;
  readonly version: number;
  readonly schema: S;
  readonly summary: string;
  /** Lifts data of an older version, by that version. */
  readonly upcast?: Readonly<Record<number, (older: unknown) => unknown>>;
};

/** An event as a reaction receives it. */
export type Happened<S extends z.ZodMiniType = z.ZodMiniType> = {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly dealer: string;
  readonly actor: string;
  readonly correlation: string;
  readonly data: z.output<S>;
};
export type HappenedOf<Kind> = Kind extends { schema: infer S extends z.ZodMiniType } ? Happened<S> : never;

/** Events are kept in the table's log, and their seen items with them, for 60 days. */
export const keptDays = 60;
/** One day of one dealer is spread over this many partitions of the log. */
const shards = 4;

/**
 * Declares an event. Its data are ids and figures, never personal values.
 *
 * @example export const OrderPlaced = defineEvent("OrderPlaced", 1, "A buyer placed an order.", () => z.object({ order: OrderId }));
 */
export function defineEvent<S extends z.ZodMiniType>(
  name: string,
  version: number,
  summary: string,
  schema: () => S,
  upcast?: EventKind["upcast"],
): EventKind<S> {
  const made = once(schema);
  return {
    kind: "event",
    name,
    version,
    summary,
    upcast,
    get schema() {
      return made();
    },
  };
}

/** CloudEvents 1.0, with the dealer, the actor and the correlation id as extensions. */
export const CloudEvent = once(() =>
  z.object({
    specversion: z.literal("1.0"),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    subject: z.optional(z.string()),
    time: z.string(),
    dataschema: z.string(),
    datacontenttype: z.literal("application/json"),
    dealer: z.string(),
    actor: z.string(),
    correlationid: z.string(),
    data: z.unknown(),
  }),
);
export type CloudEvent = z.output<ReturnType<typeof CloudEvent>>;

const Logged = () => z.object({ id: z.string(), day: z.string(), shard: z.int(), event: CloudEvent() });
/** The log is also the outbox: the table's stream shows each inserted event item to the relay. */
export const Event = entity({
  name: "Event",
  v: 1,
  schema: Logged,
  key: { pk: "{dealer}#events#{day}#{shard}", sk: "{id}" },
  expires: () => Math.floor(now() / 1000) + keptDays * 86_400,
});

/**
 * The write piece that announces: the event exists exactly when the change it reports does.
 *
 * @example await transact([Order.create(order), announce(OrderPlaced, { order: order.order })]);
 */
export function announce<S extends z.ZodMiniType>(
  kind: EventKind<S>,
  data: z.input<S>,
  subject?: string,
): Piece {
  const { dealer, context, caller, correlation } = scope();
  const id = newId("evt");
  const time = instant();
  const event: CloudEvent = {
    specversion: "1.0",
    id,
    source: `/${context}`,
    type: kind.name,
    subject,
    time,
    dataschema: `/${context}/${kind.name}/${kind.version}`,
    datacontenttype: "application/json",
    dealer,
    actor: caller.id,
    correlationid: correlation,
    data: kind.schema.parse(data),
  };
  return Event.create({ id, day: time.slice(0, 10), shard: shardOf(id), event });
}

/** @throws Error when the data do not fit what this code knows of the event: poison, not a passing failure. */
export function readEvent<S extends z.ZodMiniType>(kind: EventKind<S>, event: CloudEvent): Happened<S> {
  let data = event.data;
  const written = Number(event.dataschema.split("/").at(-1));
  for (let version = written; version < kind.version; version += 1)
    data = kind.upcast?.[version]?.(data) ?? data;
  const { id, type, time, dealer, actor, correlationid } = event;
  return { id, type, time, dealer, actor, correlation: correlationid, data: kind.schema.parse(data) };
}

/**
 * Every logged event of the scope's dealer from one UTC day to another, in order of time: what a projection
 * is rebuilt from.
 *
 * @example for await (const event of history("2026-11-01", "2026-11-25")) …
 */
export async function* history(from: string, to: string): AsyncGenerator<CloudEvent> {
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    const logged = await Promise.all(Array.from({ length: shards }, (_, shard) => wholeShard(day, shard)));
    yield* logged.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

async function wholeShard(day: string, shard: number): Promise<CloudEvent[]> {
  const events: CloudEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await Event.list({ day, shard }, { cursor, consistent: true });
    events.push(...page.data.map(({ event }) => event));
    cursor = page.next_cursor;
  } while (cursor);
  return events;
}

function shardOf(id: string): number {
  return id.charCodeAt(id.length - 1) % shards;
}
