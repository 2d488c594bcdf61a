import * as z from "zod/mini";
import type { Context } from "#shared/context";
import { exampleOf } from "./examples.ts";
import { type Json, tidy } from "./json.ts";

/** What is told on the bus, by whom and to whom, as it is written for readers. */
export type EventEntry = {
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly announced_by: readonly string[];
  /** `context.reaction`. */
  readonly reacted_to_by: readonly string[];
  /** JSON Schema of `data`. */
  readonly schema: Json;
  readonly example: unknown;
};

/** Every event that a context announces, by name. */
export function eventCatalogue(contexts: readonly Context[]): EventEntry[] {
  const kinds = new Map(
    contexts.flatMap(({ announces }) => announces.map((kind) => [kind.name, kind] as const)),
  );
  return [...kinds.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, summary, schema }) => {
      const described = tidy(z.toJSONSchema(schema, { io: "output", override: open })) as Json;
      return {
        name,
        version,
        summary,
        announced_by: contexts
          .filter(({ announces }) => announces.some((kind) => kind.name === name))
          .map((context) => context.name),
        reacted_to_by: contexts.flatMap((context) => reactionsOf(context, name)).sort(),
        schema: described,
        example: exampleOf(described, () => ({})),
      };
    });
}

function reactionsOf(context: Context, event: string): string[] {
  return Object.entries(context.reactions)
    .filter(([, { to }]) => to.some(({ kind, name }) => kind === "event" && name === event))
    .map(([reaction]) => `${context.name}.${reaction}`);
}

/** An event may grow fields: whoever reacts must not refuse them. */
function open({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
