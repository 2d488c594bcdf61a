import { isObject, type Json } from "./json.ts";

type Look = (reference: string) => Json;

/** Gives every body and success of the document an example, made of the examples of its fields. */
export function exampled(document: Json): Json {
  const look = lookIn(document);
  const filled = (content: unknown): unknown =>
    isObject(content)
      ? Object.fromEntries(
          Object.entries(content).map(([type, media]) => [
            type,
            type === "application/json" && isObject(media)
              ? { ...media, example: exampleOf(media["schema"], look) }
              : media,
          ]),
        )
      : content;
  const body = (given: unknown): unknown =>
    isObject(given) ? { ...given, content: filled(given["content"]) } : given;
  const paths = Object.entries(document["paths"] as Record<string, Record<string, Json>>).map(
    ([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [
          method,
          {
            ...operation,
            ...(operation["requestBody"] ? { requestBody: body(operation["requestBody"]) } : {}),
            responses: Object.fromEntries(
              Object.entries(operation["responses"] as Json).map(([status, answer]) => [
                status,
                isObject(answer) && answer["content"] ? body(answer) : answer,
              ]),
            ),
          },
        ]),
      ),
    ],
  );
  return { ...document, paths: Object.fromEntries(paths) as Json };
}

/**
 * A value that fits a JSON Schema: its own example where it has one, else one made of its parts.
 *
 * @example exampleOf({ type: "object", properties: { n: { type: "integer", minimum: 3 } } }, look) // { n: 3 }
 */
export function exampleOf(schema: unknown, look: Look, depth = 0, name = "text"): unknown {
  if (!isObject(schema) || depth > 8) return {};
  if (typeof schema["$ref"] === "string") return exampleOf(look(schema["$ref"]), look, depth + 1, name);
  const given = schema["examples"];
  if (Array.isArray(given) && given.length > 0) return given[0];
  for (const word of ["const", "example", "default"]) if (schema[word] !== undefined) return schema[word];
  if (Array.isArray(schema["enum"])) return schema["enum"][0];
  for (const word of ["anyOf", "oneOf"])
    if (Array.isArray(schema[word])) return exampleOf(schema[word][0], look, depth + 1, name);
  if (Array.isArray(schema["allOf"]))
    return Object.assign({}, ...schema["allOf"].map((part) => exampleOf(part, look, depth + 1))) as object;
  return plain(schema, look, depth, name);
}

function plain(schema: Json, look: Look, depth: number, name: string): unknown {
  const type = Array.isArray(schema["type"]) ? (schema["type"][0] as unknown) : schema["type"];
  if (type === "object") return objectOf(schema, look, depth);
  if (type === "array") return [exampleOf(schema["items"], look, depth + 1, name)];
  if (type === "integer" || type === "number") return Math.max(Number(schema["minimum"] ?? 1), 1);
  if (type === "boolean") return false;
  if (type === "string") return texts[String(schema["format"])] ?? name;
  return {};
}

function objectOf(schema: Json, look: Look, depth: number): object {
  const fields = Object.entries((schema["properties"] ?? {}) as Json);
  return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(field, look, depth + 1, name)]));
}

const texts: Readonly<Record<string, string>> = {
  email: "ada@example.com",
  uri: "https://example.com/picture.svg",
  date: "2026-11-25",
  "date-time": "2026-11-25T09:30:00.000Z",
};

/** @example lookIn(document)("#/components/schemas/Vehicle") */
export function lookIn(document: Json): Look {
  return (reference) =>
    reference
      .split("/")
      .slice(1)
      .reduce<Json>((found, name) => found[name] as Json, document);
}
