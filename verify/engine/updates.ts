import { type Bound, pathOf } from "./expressions.ts";
import { attributes, odd, valueOf } from "./values.ts";

/** An update expression of one to three sections, in any order. */
export function updateOf(to: Bound): string {
  const { drawn } = to.matter;
  const names = drawn.shuffled([...attributes, "place", "rank"]);
  const sections = drawn.shuffled(Object.keys(writing)).slice(0, 1 + drawn.below(3));
  return sections
    .flatMap((section) => {
      const clauses = Array.from({ length: 1 + drawn.below(2) }, () => writing[section]!(to, names)).flat();
      return clauses.length > 0 ? [`${section} ${clauses.join(", ")}`] : [];
    })
    .join(" ");
}

/** Takes a name of its own for each clause: two clauses on one path are another test. */
type Writing = (to: Bound, names: string[]) => string[];

const writing: Readonly<Record<string, Writing>> = {
  SET: (to, names) => names.splice(0, 1).map((name) => assignment(to, name)),
  REMOVE: (to, names) => names.splice(0, 1).map((name) => within(to, name).path),
  ADD: (to, names) => change(to, taken(to, names, ["count", "other", "texts", "figures", "rank"])),
  DELETE: (to, names) => change(to, taken(to, names, ["texts", "figures"])),
};

function change(to: Bound, names: string[]): string[] {
  const kind = (name: string): string =>
    odd(to.matter, "operand") ? to.matter.drawn.pick(attributes) : name;
  return names.map((name) => `${to.name(name)} ${to.value(valueOf(to.matter, kind(name)))}`);
}

/** What lies within a document may have no parent, or be a place beyond a list's end. */
function within(to: Bound, name: string): ReturnType<typeof pathOf> {
  const found = pathOf(to, name, 0.2);
  if (/[.[]/.test(found.path)) odd(to.matter, "within", 1);
  return found;
}

function assignment(to: Bound, name: string): string {
  const { drawn } = to.matter;
  const { path, value } = within(to, name);
  const number = (): string => to.value(valueOf(to.matter, odd(to.matter, "operand") ? "text" : "count"));
  const all = (): string => to.value(valueOf(to.matter, "list"));
  const numeric = ["count", "other", "rank"].includes(name);
  if (name === "list" && path === "#list" && drawn.happens(0.5))
    return `#list = list_append(if_not_exists(#list, ${all()}), ${all()})`;
  const term = drawn.pick([
    value,
    value,
    () => `if_not_exists(${path}, ${value()})`,
    () => (numeric ? `${to.name("count")} ${drawn.pick(["+", "-"])} ${number()}` : value()),
    () => (numeric ? `if_not_exists(${to.name("other")}, ${number()}) + ${number()}` : value()),
    () => (drawn.happens(0.3) ? to.name(drawn.pick(attributes)) : value()),
  ]);
  return `${path} = ${term()}`;
}

function taken({ matter: { drawn } }: Bound, names: string[], wanted: readonly string[]): string[] {
  const free = wanted.filter((name) => names.includes(name));
  if (free.length === 0) return [];
  const name = drawn.pick(free);
  names.splice(names.indexOf(name), 1);
  return [name];
}
