import type { Schema } from "../openapi.ts";
import { type Html, html, joined, prose } from "./html.ts";
import type { Words } from "./words.ts";

/** The fields of a schema, those of nested ones below them. Named schemas are linked, not repeated. */
export function fieldsOf(schema: Schema, w: Words): Html {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return html`<p>${typeOf(schema, w)}</p>`;
  return html`<ul class="fields">
    ${fields.map(([name, field]) => fieldView(name, field, schema.required?.includes(name) ?? false, w))}
  </ul>`;
}

/** One field, or one parameter. */
export function fieldView(name: string, field: Schema, required: boolean, w: Words): Html {
  const inner = nested(field);
  return html`<li>
    <code class="name">${name}</code>
    <span class="type">${typeOf(field, w)}</span
    >${required && html` <em>${w.required}</em>`}${limitsOf(field)}${
      field.description !== undefined && html`<p>${prose(field.description)}</p>`
    }${inner && fieldsOf(inner, w)}
  </li>`;
}

/** @example typeOf({ type: "array", items: { $ref: "…/Vehicle" } }, words) // list of <a>Vehicle</a> */
export function typeOf(schema: Schema, w: Words): Html {
  if (schema.$ref !== undefined) return schemaLink(schema.$ref);
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return html`${joined(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      " | ",
    )}`;
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices)
    return html`${joined(
      choices.map((choice) => typeOf(choice, w)),
      schema.allOf ? " & " : " | ",
    )}`;
  if (schema.type === "array") return html`${w.listOf} ${typeOf(schema.items ?? {}, w)}`;
  if (typeof schema.additionalProperties === "object" && !schema.properties)
    return html`{ … : ${typeOf(schema.additionalProperties, w)} }`;
  return html`${schema.format ?? [schema.type ?? "any"].flat().join(" | ")}`;
}

export function schemaLink(reference: string): Html {
  const name = reference.split("/").at(-1) ?? "";
  return html`<a href="#schema-${name}">${name}</a>`;
}

function nested(field: Schema): Schema | undefined {
  if (field.properties) return field;
  if (field.items) return nested(field.items);
  return typeof field.additionalProperties === "object" ? nested(field.additionalProperties) : undefined;
}

function limitsOf(field: Schema): Html | undefined {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = field;
  const said = [
    between(minimum, maximum),
    between(minLength, maxLength, "characters"),
    between(minItems, maxItems, "entries"),
    field.default === undefined ? undefined : `= ${JSON.stringify(field.default)}`,
  ].filter((limit) => limit !== undefined);
  // The pattern of an e-mail address or an instant says nothing that its format does not.
  const shown =
    pattern !== undefined && field.format === undefined ? html` <code>${pattern}</code>` : undefined;
  return said.length > 0 || shown ? html` <small>${said.join(", ")}${shown}</small>` : undefined;
}

function between(least: number | undefined, most: number | undefined, unit = ""): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  const range = most === undefined ? `≥ ${least}` : least === undefined ? `≤ ${most}` : `${least}–${most}`;
  return `${range} ${unit}`.trim();
}
