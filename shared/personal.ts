import * as z from "zod";

/**
 * Marks a field as personal: its value stays out of logs, metrics and audit trails (they say only that it
 * changed), and the item that holds it must name its `subject`, so that export and erasure find it.
 *
 * @example const Contact = z.strictObject({ email: personal(z.email()) });
 */
export function personal<S extends z.ZodType>(schema: S): S {
  return schema.meta({ ...schema.meta(), personal: true });
}

/** True when a schema, or anything inside it, is marked personal. */
export function isPersonal(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.["personal"] === true) return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return isPersonal(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) return isPersonal(schema.element);
  if (schema instanceof z.ZodObject) return Object.values<z.ZodType>(schema.shape).some(isPersonal);
  if (schema instanceof z.ZodUnion) return schema.options.some(isPersonal);
  return false;
}
