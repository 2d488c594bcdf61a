export type Json = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** By name, so that two contexts that grow do not move each other's lines. */
export function sorted(given: Json): Json {
  return Object.fromEntries(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Our own marks become extensions, as OpenAPI calls words that are not its own; the bounds of doubles say nothing. */
export function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => name !== "$schema" && !endless.includes(each))
      .map(([name, each]) => [name === "personal" && each === true ? "x-personal" : name, tidy(each)]),
  );
}

const endless: unknown[] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
