import { scope } from "./scope.ts";

/** The names between braces in a key template: `Parts<"{dealer}#orders#{order}">` is `"dealer" | "order"`. */
export type Parts<Template extends string> = Template extends `${string}{${infer Part}}${infer Rest}`
  ? Part | Parts<Rest>
  : never;

/** A template whose parts are all fields; otherwise a sentence that says which one is not. */
export type Checked<Template extends string, Field extends string> = [
  Exclude<Parts<Template>, Field | "dealer">,
] extends [never]
  ? Template
  : `unknown key part: ${Exclude<Parts<Template>, Field | "dealer">}`;

/** Partition keys begin with the dealer, or with `platform` for what belongs to none. */
export type Partition = `{dealer}#${string}` | `platform#${string}`;

export type Slot = "gs1" | "gs2" | "gs3" | "gs4" | "gs5";

const templates = new Map<string, string[]>();

/**
 * Fills a template; undefined when a part is missing, so that an index stays sparse.
 * `#` and `%` in values are escaped, numbers padded: no value can forge another key, and keys sort.
 *
 * @example fill("{dealer}#orders#order#{order}", { order: "ord_1" }) // "london-cars#orders#order#ord_1"
 */
export function fill(template: string, values: Record<string, unknown>): string | undefined {
  let text = "";
  for (const [index, piece] of split(template).entries()) {
    if (index % 2 === 0) text += piece;
    else {
      const value = piece === "dealer" ? scope().dealer : values[piece];
      if (value === undefined || value === null || value === "") return undefined;
      text += encode(value);
    }
  }
  return text;
}

/** As `fill`, for keys that must be whole. @throws Error that names the template. */
export function fillAll(template: string, values: Record<string, unknown>): string {
  const text = fill(template, values);
  if (text === undefined) throw new Error(`A part of the key "${template}" is missing.`);
  return text;
}

/** The fixed beginning of a template up to the first part that has no value: what `begins_with` may ask for. */
export function beginning(template: string, values: Record<string, unknown>): string {
  let text = "";
  for (const [index, piece] of split(template).entries()) {
    if (index % 2 === 0) text += piece;
    else if (values[piece] === undefined) return text;
    else text += encode(values[piece]);
  }
  return text;
}

/** A position inside a key's order, encoded as the key would be. */
export function encode(value: unknown): string {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Error(`Only whole numbers from 0 can be part of a key, not ${value}.`);
    return String(value).padStart(16, "0");
  }
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value !== "string") throw new Error(`A ${typeof value} cannot be part of a key.`);
  return value.replaceAll("%", "%25").replaceAll("#", "%23");
}

function split(template: string): string[] {
  let found = templates.get(template);
  if (!found) {
    found = template.split(/[{}]/);
    templates.set(template, found);
  }
  return found;
}
