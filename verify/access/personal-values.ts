import type * as z from "zod/mini";
import { isPersonal } from "#shared/personal";
import { stored } from "#test/support/seen";
import type { Forecourt } from "#test/support/forecourt";

/** Every text that stands in a field marked personal, of everything that is stored: each is a canary. */
export function personalValues(world: Forecourt): Set<string> {
  const found = new Set<string>();
  for (const { entities } of world.contexts)
    for (const { definition } of entities) {
      const fields = Object.entries<z.core.$ZodType>(definition.schema.shape).filter(([, schema]) =>
        isPersonal(schema),
      );
      for (const item of stored(world, definition.name))
        for (const [name] of fields) for (const text of textsOf(item[name])) found.add(text);
    }
  return found;
}

/** Short words as `other` stand everywhere; identifiers and times are nobody's secret. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string")
    return value.length >= 6 &&
      !/^\w+_[0-9a-z]{26}$|^\d{4}-\d\d-\d\dT|^[0-9a-f]{8}-[0-9a-f-]{27}$|^female$/.test(value)
      ? [value]
      : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
