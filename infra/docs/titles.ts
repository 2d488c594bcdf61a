import * as z from "zod/mini";
import type { Context } from "#shared/context";

/** Every schema with a title that a route takes or gives, by that title. */
export function titled(contexts: readonly Context[]): Record<string, z.ZodMiniType> {
  const found = new Map<string, z.ZodMiniType>();
  const walked = new Set<z.ZodMiniType>();
  const walk = (schema: z.ZodMiniType): void => {
    if (walked.has(schema)) return;
    walked.add(schema);
    const title = z.globalRegistry.get(schema)?.title;
    // A schema that was made from a titled one (`.refine`, `.extend`) is written out where it stands.
    if (title && !found.has(title)) found.set(title, schema);
    for (const child of childrenOf(schema)) walk(child);
  };
  for (const { routes } of contexts)
    for (const { body, reply } of Object.values(routes))
      for (const schema of [body, reply.schema]) if (schema) walk(schema);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function childrenOf(schema: z.ZodMiniType): z.ZodMiniType[] {
  return Object.values(schema.def).flatMap((part: unknown) => {
    if (isSchema(part)) return [part];
    if (typeof part !== "object" || part === null) return [];
    return Object.values(part).filter(isSchema);
  });
}

function isSchema(value: unknown): value is z.ZodMiniType {
  return typeof value === "object" && value !== null && "_zod" in value && "parse" in value;
}
