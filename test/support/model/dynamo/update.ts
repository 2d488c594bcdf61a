import type { AttributeValue, Item } from "./attribute-values.ts";
import { setMembers, typeOf } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import { addNumbers, subtractNumbers } from "./numbers.ts";
import type { PlainPath } from "./paths.ts";
import { plainPath, valueAt } from "./paths.ts";
import { invalid } from "./refusals.ts";
import type { Term, Update } from "./update-grammar.ts";

/** The item after a checked update, and the paths it wrote. Every right-hand side reads the item as it was. */
export function updated(
  update: Update,
  item: Item,
  bindings: Bindings,
): { item: Item; touched: PlainPath[] } {
  const resolve = (path: PlainPath) => plainPath(path, bindings);
  const changes: Change[] = [
    ...update.SET.map(({ path, term }) => ({ path: resolve(path), value: termValue(term, item, bindings) })),
    ...update.ADD.map(({ path, ref }) => added(item, resolve(path), bindings.values[ref]!)),
    ...update.DELETE.map(({ path, ref }) => withoutMembers(item, resolve(path), bindings.values[ref]!)),
    ...update.REMOVE.map(({ path }) => ({ path: resolve(path), value: undefined })),
  ].toSorted((one, other) => comparePaths(one.path, other.path));
  // Removals come last and from the back, so that every index means the list as it was.
  const removals = changes.filter(({ value }) => value === undefined).toReversed();
  const ordered = [...changes.filter(({ value }) => value !== undefined), ...removals];
  let after: AttributeValue = { M: item };
  for (const { path, value } of ordered) after = replaced(after, path, 0, value);
  return { item: (after as { M: Item }).M, touched: ordered.map(({ path }) => path) };
}

type Change = { path: PlainPath; value: AttributeValue | undefined };

const WRONG_TYPE = "An operand in the update expression has an incorrect data type";
const WRONG_PATH = "The document path provided in the update expression is invalid for update";
const NO_ATTRIBUTE = "The provided expression refers to an attribute that does not exist in the item";

function termValue(term: Term, item: Item, bindings: Bindings): AttributeValue {
  if (term.kind === "value") return bindings.values[term.ref]!;
  if (term.kind === "path") {
    const value = valueAt(item, plainPath(term.path, bindings));
    if (!value) throw invalid(NO_ATTRIBUTE);
    return value;
  }
  if (term.kind === "arithmetic") {
    const left = termValue(term.left, item, bindings);
    const right = termValue(term.right, item, bindings);
    if (!("N" in left && "N" in right)) throw invalid(WRONG_TYPE);
    return { N: term.operator === "+" ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) };
  }
  const [first, second] = term.operands as [Term, Term];
  if (term.name === "if_not_exists") {
    const value = first.kind === "path" ? valueAt(item, plainPath(first.path, bindings)) : undefined;
    return value ?? termValue(second, item, bindings);
  }
  const head = termValue(first, item, bindings);
  const tail = termValue(second, item, bindings);
  if (!("L" in head && "L" in tail)) throw invalid(WRONG_TYPE);
  return { L: [...head.L, ...tail.L] };
}

function added(item: Item, path: PlainPath, amount: AttributeValue): Change {
  const value = valueAt(item, path);
  if (!value) return { path, value: amount };
  if ("N" in value && "N" in amount) return { path, value: { N: addNumbers(value.N, amount.N) } };
  const members = setMembers(value);
  if (!members || typeOf(value) !== typeOf(amount)) throw invalid(WRONG_TYPE);
  return { path, value: setOf(value, [...new Set([...members, ...(setMembers(amount) ?? [])])]) };
}

function withoutMembers(item: Item, path: PlainPath, amount: AttributeValue): Change {
  const value = valueAt(item, path);
  if (!value) return { path, value: undefined };
  const members = setMembers(value);
  if (!members || typeOf(value) !== typeOf(amount)) throw invalid(WRONG_TYPE);
  const gone = new Set(setMembers(amount));
  const left = members.filter((member) => !gone.has(member));
  return { path, value: left.length > 0 ? setOf(value, left) : undefined };
}

function setOf(like: AttributeValue, members: string[]): AttributeValue {
  if ("SS" in like) return { SS: members };
  return "NS" in like ? { NS: members } : { BS: members };
}

/** A copy of `value` with `leaf` at the path, or without what is there if `leaf` is undefined. */
function replaced(
  value: AttributeValue,
  path: PlainPath,
  at: number,
  leaf: AttributeValue | undefined,
): AttributeValue {
  const part = path[at]!;
  const last = at === path.length - 1;
  if (typeof part === "number") {
    if (!("L" in value)) throw invalid(WRONG_PATH);
    const list = [...value.L];
    const child = list[part];
    if (!last) {
      if (!child) throw invalid(WRONG_PATH);
      list[part] = replaced(child, path, at + 1, leaf);
    } else if (leaf === undefined) list.splice(part, 1);
    else list[Math.min(part, list.length)] = leaf;
    return { L: list };
  }
  if (!("M" in value)) throw invalid(WRONG_PATH);
  const map = { ...value.M };
  const child = Object.hasOwn(map, part) ? map[part] : undefined;
  if (!last) {
    if (!child) throw invalid(WRONG_PATH);
    map[part] = replaced(child, path, at + 1, leaf);
  } else if (leaf === undefined) delete map[part];
  else map[part] = leaf;
  return { M: map };
}

function comparePaths(one: PlainPath, other: PlainPath): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  const [first, second] = [one[at], other[at]];
  if (first === undefined || second === undefined) return one.length - other.length;
  return first < second ? -1 : 1;
}
