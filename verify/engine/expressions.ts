import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { attributes, type Matter, odd, valueOf } from "./values.ts";

/** Collects the names and values that the expressions of one request bind. */
export type Bound = ReturnType<typeof bound>;

export function bound(matter: Matter) {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  return {
    matter,
    name(attribute: string): string {
      names[`#${attribute}`] = attribute;
      return `#${attribute}`;
    },
    value(value: AttributeValue): string {
      const reference = `:v${Object.keys(values).length}`;
      values[reference] = value;
      return reference;
    },
    /** As members of a request; DynamoDB refuses empty ones. */
    members: () => ({
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }),
  };
}

export const everything = [...attributes, "pk", "sk", "place", "rank"];
const ordered = ["text", "count", "other", "bytes", "pk", "sk", "place", "rank"];
const comparators = ["=", "<>", "<", "<=", ">", ">="];
const types = ["S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"];

/** A condition or filter. `names`: what it may speak of (a filter must not speak of its key). */
export function conditionOf(to: Bound, names: readonly string[] = everything, depth = 2): string {
  const { drawn } = to.matter;
  if (depth === 0 || drawn.happens(0.65)) return plainCondition(to, names);
  const inner = (): string => conditionOf(to, names, depth - 1);
  return drawn.pick([
    () => `${inner()} AND ${inner()}`,
    () => `${inner()} OR ${inner()}`,
    () => `(${inner()} OR ${inner()}) AND ${inner()}`,
    () => `NOT (${inner()})`,
    () => `NOT ${inner()}`,
  ])();
}

function plainCondition(to: Bound, names: readonly string[]): string {
  const { drawn } = to.matter;
  const name = drawn.pick(names);
  const sorted = names.filter((each) => ordered.includes(each));
  const comparable = odd(to.matter, "order") || sorted.length === 0 ? name : drawn.pick(sorted);
  const pieces = names.filter((each) => ["text", "bytes", "sk", "place"].includes(each));
  return drawn.pick([
    () => `attribute_exists(${pathOf(to, name).path})`,
    () => `attribute_not_exists(${pathOf(to, name).path})`,
    () => `attribute_type(${pathOf(to, name).path}, ${to.value({ S: drawn.pick(types) })})`,
    () => starts(to, pieces.length > 0 ? drawn.pick(pieces) : name),
    () => contains(to, name),
    () => measure(to, name, names),
    () => equality(to, name),
    () => comparison(to, comparable),
    () => comparison(to, comparable),
    () => between(to, comparable),
    () => membership(to, name),
    () => (odd(to.matter, "two attributes", 0.3) ? twoAttributes(to, names) : equality(to, name)),
  ])();
}

function starts(to: Bound, name: string): string {
  const { path, value } = pathOf(to, name);
  const kind = ["text", "bytes", "sk"].includes(name) ? name : "text";
  return `begins_with(${path}, ${kind === name ? value() : to.value(valueOf(to.matter, kind))})`;
}

function contains(to: Bound, name: string): string {
  const part: Readonly<Record<string, string>> = {
    list: "count",
    figures: "count",
    bytes: "bytes",
    count: "count",
  };
  if (name === "bytes") odd(to.matter, "bytes within", 1);
  return `contains(${to.name(name)}, ${to.value(valueOf(to.matter, part[name] ?? "text"))})`;
}

function measure(to: Bound, name: string, names: readonly string[]): string {
  const { drawn } = to.matter;
  const sized = names.filter((each) =>
    ["text", "bytes", "texts", "figures", "list", "map", "sk"].includes(each),
  );
  const found = sized.length > 0 ? drawn.pick(sized) : name;
  // Its value may be of another kind than its name says.
  odd(to.matter, "size", 1);
  return `size(${pathOf(to, found).path}) ${drawn.pick(comparators)} ${to.value({ N: String(drawn.below(4)) })}`;
}

function equality(to: Bound, name: string): string {
  const { path, value } = pathOf(to, name);
  return `${path} ${to.matter.drawn.pick(["=", "<>"])} ${value()}`;
}

function comparison(to: Bound, name: string): string {
  const { drawn } = to.matter;
  const { path, value } = pathOf(to, name);
  const operator = drawn.pick(comparators);
  return drawn.happens(0.3) ? `${value()} ${operator} ${path}` : `${path} ${operator} ${value()}`;
}

/** Bounds in the right order: the other order is refused, if they are of one kind. */
function between(to: Bound, name: string): string {
  const { path, value } = pathOf(to, name);
  odd(to.matter, "bounds", 1);
  return `${path} BETWEEN ${value()} AND ${value()}`;
}

function membership(to: Bound, name: string): string {
  const { path, value } = pathOf(to, name);
  return `${path} IN (${value()}, ${value()})`;
}

function twoAttributes(to: Bound, names: readonly string[]): string {
  const { drawn } = to.matter;
  return `${to.name(drawn.pick(names))} ${drawn.pick(comparators)} ${to.name(drawn.pick(names))}`;
}

/** An attribute, or something within it; `value` binds one such as it may hold. */
export function pathOf(to: Bound, name: string, inside = 0.4): { path: string; value: () => string } {
  const { drawn } = to.matter;
  const bind = (kind: string) => () => to.value(valueOf(to.matter, kind));
  if (name === "list" && drawn.happens(inside))
    return { path: `${to.name(name)}[${drawn.below(3)}]`, value: bind("count") };
  if (name === "map" && drawn.happens(inside))
    return drawn.happens(0.5)
      ? { path: `${to.name(name)}.${to.name("x")}`, value: bind("count") }
      : { path: `${to.name(name)}.${to.name("deep")}.${to.name("y")}`, value: bind("text") };
  return { path: to.name(name), value: bind(name) };
}

export function projectionOf(to: Bound, names: readonly string[] = everything): string {
  const { drawn } = to.matter;
  const some = drawn.shuffled(names).slice(0, 1 + drawn.below(4));
  return some.map((name) => pathOf(to, name).path).join(", ");
}
