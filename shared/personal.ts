import * as z from "zod/mini";

/**
 * Marks a field as personal: its value stays out of logs, metrics and audit trails (they say only that it
 * changed), and the item that holds it must name its `subject`, so that export and erasure find it.
 *
 * @example const Contact = z.strictObject({ email: personal(z.email()) });
 */
export function personal<S extends z.ZodMiniType>(schema: S): S {
  return schema.check(z.meta({ personal: true }));
}

/** True when a schema, or anything inside it, is marked personal. */
export function isPersonal(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.["personal"] === true) return true;
  if (
    schema instanceof z.ZodMiniOptional ||
    schema instanceof z.ZodMiniNullable ||
    schema instanceof z.ZodMiniDefault
  ) {
    return isPersonal(schema.def.innerType);
  }
  if (schema instanceof z.ZodMiniArray) return isPersonal(schema.def.element);
  if (schema instanceof z.ZodMiniObject) return Object.values<z.core.$ZodType>(schema.shape).some(isPersonal);
  if (schema instanceof z.ZodMiniUnion) return schema.def.options.some(isPersonal);
  return false;
}
