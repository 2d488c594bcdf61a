import * as z from "zod/mini";

/** As much of JSON Schema as our bodies use. */
type Shape = {
  examples?: unknown[];
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  oneOf?: Shape[];
  allOf?: Shape[];
  type?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  minItems?: number;
  minLength?: number;
  minimum?: number;
};

/**
 * A body that a route takes: its schema's own example, or the least that fits. With it, nothing but an id in the path
 * can be wrong with a call. Undefined where only a person can make one up.
 */
export function sampleOf(schema: z.ZodMiniType): unknown {
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as Shape;
  const body = least(shape);
  // An object of which much may be left out often asks for one of it.
  const more = Object.entries(shape.properties ?? {}).map(([name, one]) => ({ [name]: least(one) }));
  const tries = [body, ...more.map((field) => Object.assign(field, body))];
  return tries.find((each) => schema.safeParse(each).success);
}

function least(shape: Shape): unknown {
  if (shape.examples?.length) return shape.examples[0];
  if ("default" in shape) return shape.default;
  if ("const" in shape) return shape.const;
  if (shape.enum) return shape.enum[0];
  const [choice] = shape.anyOf ?? shape.oneOf ?? shape.allOf ?? [];
  if (choice) return least(choice);
  switch (shape.type) {
    case "object":
      return Object.fromEntries(
        (shape.required ?? []).map((name) => [name, least(shape.properties?.[name] ?? {})]),
      );
    case "array":
      return Array.from({ length: shape.minItems ?? 0 }, () => least(shape.items ?? {}));
    case "integer":
    case "number":
      return Math.max(1, shape.minimum ?? 1);
    case "boolean":
      return true;
    default:
      return "x".repeat(Math.max(1, shape.minLength ?? 1));
  }
}
