import type * as z from "zod";
import type { Context } from "#shared/context";

/** Every schema with a title that a route takes or gives, by that title. */
export function titled(contexts: readonly Context[]): Record<string, z.ZodType> {
  const found = new Map<string, z.ZodType>();
  const walked = new Set<z.ZodType>();
  const walk = (schema: z.ZodType): void => {
    if (walked.has(schema)) return;
    walked.add(schema);
    const title = schema.meta()?.title;
    // A schema that was made from a titled one (`.refine`, `.extend`) is written out where it stands.
    if (title && !found.has(title)) found.set(title, schema);
    for (const child of childrenOf(schema)) walk(child);
  };
  for (const { routes } of contexts)
    for (const { body, reply } of Object.values(routes))
      for (const schema of [body, reply.schema]) if (schema) walk(schema);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function childrenOf(schema: z.ZodType): z.ZodType[] {
  return Object.values(schema.def).flatMap((part: unknown) => {
    if (isSchema(part)) return [part];
    if (typeof part !== "object" || part === null) return [];
    return Object.values(part).filter(isSchema);
  });
}

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === "object" && value !== null && "_zod" in value && "meta" in value;
}
