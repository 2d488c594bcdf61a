import { isDeepStrictEqual } from "node:util";
import { contexts } from "#functions/index";
import type { Context } from "#shared/context";
import { CloudEvent } from "#shared/events";
import type { Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";

/** Which reactions wrote something about which events, when they last looked: those owe a proof of having been seen. */
export type Owed = Map<string, boolean>;

/** The manifests, with an eye on what their reactions return. Tallies prove themselves. */
export function observed(owed: Owed): Context[] {
  return contexts.map((context) => ({
    ...context,
    reactions: Object.fromEntries(
      Object.entries(context.reactions).map(([name, reaction]) => [
        name,
        reaction.kind === "tally"
          ? reaction
          : {
              ...reaction,
              run: async (happened: Parameters<typeof reaction.run>[0]) => {
                const pieces = await reaction.run(happened);
                // What failed once may be nothing to do any more when it comes again: a later word was heard meanwhile.
                owed.set(`${context.name}/${name}/${happened.id}`, (pieces?.length ?? 0) > 0);
                return pieces;
              },
            },
      ]),
    ),
  }));
}

export function eventsOf(world: Forecourt): CloudEvent[] {
  return stored(world, "Event").map(({ event }) => CloudEvent().parse(event));
}

/** Events that were committed, published and taken effect: what is in one set and not in another. */
export function unequal(world: Forecourt, owed: Owed): string[] {
  const events = eventsOf(world);
  const committed = new Set(events.map(({ id }) => id));
  const published = new Set(world.bus.accepted.map(({ detail }) => String(detail["id"])));
  const seen = new Set(
    stored(world, "Seen").map((item) => `${item["context"]}/${item["reaction"]}/${item["event"]}`),
  );
  return [
    ...[...committed]
      .filter((id) => !published.has(id))
      .map((id) => `${id} was committed and never published`),
    ...[...published]
      .filter((id) => !committed.has(id))
      .map((id) => `${id} was published and never committed`),
    ...events.flatMap((event) => unheard(event, owed, seen)),
    ...(world.archives ? unarchived(world, events) : []),
  ];
}

/** What the archive lacks, and what it holds that was never committed, is otherwise or is in another dealer's folder. */
function unarchived(world: Forecourt, events: readonly CloudEvent[]): string[] {
  const committed = new Map(events.map((event) => [event.id, event]));
  const kept = [...world.archived()].flatMap(([key, all]) => all.map((event) => ({ key, event })));
  const archived = new Set(kept.map(({ event }) => event.id));
  return [
    ...events.filter(({ id }) => !archived.has(id)).map(({ id }) => `${id} was committed and never archived`),
    ...kept
      .filter(({ event }) => !isDeepStrictEqual(event, committed.get(event.id)))
      .map(({ event }) => `${event.id} is archived otherwise than it was committed`),
    ...kept
      .filter(({ key, event }) => !key.startsWith(`${event.dealer}/`))
      .map(({ key, event }) => `an event of ${event.dealer} is archived as ${key}`),
  ];
}

function unheard({ id, type }: CloudEvent, owed: Owed, seen: ReadonlySet<string>): string[] {
  return contexts.flatMap((context) =>
    Object.entries(context.reactions)
      .filter(([, { to }]) => to.some(({ name }) => name === type))
      .flatMap(([name, { kind }]) => {
        const key = `${context.name}/${name}/${id}`;
        if (kind === "tally") return [];
        if (!owed.has(key)) return [`${type} ${id} never reached ${context.name}.${name}`];
        return owed.get(key) && !seen.has(key)
          ? [`${type} ${id} had no effect in ${context.name}.${name}`]
          : [];
      }),
  );
}

export function letters(world: Forecourt): string[] {
  return world.contexts
    .filter(({ reactions }) => Object.keys(reactions).length > 0)
    .flatMap(({ name }) =>
      world.deadLetters(name).map((body) => `dead letter of ${name}: ${body.slice(0, 200)}`),
    );
}
