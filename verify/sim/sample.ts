import * as z from "zod/mini";

type Shape = {
  type?: string;
  examples?: unknown[];
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  minItems?: number;
  minimum?: number;
};

/**
 * A small value that a schema takes: its first example, or what must be there at least. Where nothing must be, one
 * field is named all the same, because a change that changes nothing may be refused.
 */
export function sample(schema: z.ZodMiniType | undefined): unknown {
  return schema && valueOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape);
}

function valueOf(shape: Shape): unknown {
  const known = [shape.examples?.[0], shape.const, shape.enum?.[0], shape.default].find(
    (value) => value !== undefined,
  );
  if (known !== undefined) return known;
  if (shape.anyOf?.[0]) return valueOf(shape.anyOf[0]);
  if (shape.type === "object") return objectOf(shape);
  if (shape.type === "array")
    return Array.from({ length: shape.minItems ?? 0 }, () => valueOf(shape.items ?? {}));
  if (shape.type === "integer" || shape.type === "number") return Math.max(shape.minimum ?? 1, 1);
  if (shape.type === "boolean") return true;
  return shape.type === "null" ? null : "text";
}

function objectOf({ properties = {}, required = [] }: Shape): Record<string, unknown> {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(names.map((name) => [name, valueOf(properties[name] ?? {})]));
}
