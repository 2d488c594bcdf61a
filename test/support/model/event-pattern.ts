import { isAlternatives, isObject } from "./pattern-alternatives.ts";
import { type Comparison, compare } from "./pattern-comparison.ts";

export type Pattern = { [field: string]: unknown };
export { checkPattern } from "./pattern-check.ts";

/**
 * Whether EventBridge would hand the event to a rule with this pattern: every field of the pattern matches, and a
 * field matches by any of its listed values. The fields below an array of objects must hold in one and the same
 * element. The pattern is taken as valid; `checkPattern` refuses what AWS refuses.
 *
 * Source: EventBridge user guide, "Comparison operators"; the README of aws/event-ruler for arrays and `exists`.
 *
 * @example matches({ detail: { total: [{ numeric: [">", 0] }] } }, { detail: { total: 5 } }) // true
 */
export function matches(pattern: Pattern, event: object): boolean {
  return within(pattern, event, leafPaths(event), "");
}

function within(pattern: Pattern, node: unknown, present: Set<string>, path: string): boolean {
  if (Array.isArray(node)) return node.some((element) => within(pattern, element, present, path));
  const fields = isObject(node) ? node : {};
  return Object.entries(pattern).every(([name, wanted]) => {
    if (isAlternatives(name, wanted)) return wanted.some((one) => within(one, node, present, path));
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const here = `${path}/${name}`;
    if (Array.isArray(wanted)) return wanted.some((one) => holds(one, value, present.has(here)));
    return isObject(wanted) && within(wanted, value, present, here);
  });
}

/** `exists` asks about the whole event; every other comparison about one value. */
function holds(comparison: Comparison, value: unknown, present: boolean): boolean {
  if (isObject(comparison) && "exists" in comparison) return present === comparison["exists"];
  return scalars(value).some((scalar) => compare(comparison, scalar));
}

function scalars(value: unknown): (string | number | boolean | null)[] {
  if (Array.isArray(value)) return value.flatMap(scalars);
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return [value];
  return [];
}

/** Paths that lead to at least one scalar: `exists` sees leaves only, and an empty array has none. */
function leafPaths(node: unknown, path = "", into = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const element of node) leafPaths(element, path, into);
  else if (isObject(node))
    for (const [name, value] of Object.entries(node)) leafPaths(value, `${path}/${name}`, into);
  else if (node !== undefined) into.add(path);
  return into;
}
