import type { AttributeValue, Item } from "./attribute-values.ts";
import type { Bindings } from "./bindings.ts";
import { resolveName } from "./bindings.ts";
import type { Path } from "./expressions.ts";
import { invalid } from "./refusals.ts";

/** A path whose placeholders are replaced: strings are attribute names, numbers list indexes. */
export type PlainPath = (string | number)[];

export function plainPath(path: Path, bindings: Bindings): PlainPath {
  return path.map((part) => (typeof part === "string" ? resolveName(bindings, part) : part));
}

export function valueAt(item: Item, path: PlainPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const part of path) {
    value = childOf(value, part);
    if (value === undefined) return undefined;
  }
  return value;
}

export function childOf(
  value: AttributeValue | undefined,
  part: string | number,
): AttributeValue | undefined {
  if (value === undefined) return undefined;
  if (typeof part === "number") return "L" in value ? value.L[part] : undefined;
  return "M" in value && Object.hasOwn(value.M, part) ? value.M[part] : undefined;
}

/** `[a, b, [0]]`, as DynamoDB writes a path in its messages. */
export function pathText(path: PlainPath): string {
  return `[${path.map((part) => (typeof part === "number" ? `[${part}]` : part)).join(", ")}]`;
}

/** Refuses two paths of which one is the other or its parent, or which take one value for a list and a map. */
export function refuseOverlaps(parameter: string, paths: PlainPath[]): void {
  for (const [at, path] of paths.entries()) {
    for (const earlier of paths.slice(0, at)) {
      const differs = path.findIndex((part, index) => part !== earlier[index]);
      const shared = differs === -1 ? path.length : differs;
      if (shared === path.length || shared === earlier.length) {
        const both = `path one: ${pathText(earlier)}, path two: ${pathText(path)}`;
        throw invalid(
          `Invalid ${parameter}: Two document paths overlap with each other; must remove or rewrite one of these paths; ${both}`,
        );
      }
      if (typeof path[shared] !== typeof earlier[shared]) {
        const both = `path one: ${pathText(earlier)}, path two: ${pathText(path)}`;
        throw invalid(
          `Invalid ${parameter}: Two document paths conflict with each other; must remove or rewrite one of these paths; ${both}`,
        );
      }
    }
  }
}

type Tree = { whole: boolean; children: Map<string | number, Tree> };

/** The parts of an item that the paths name; lists keep their order and close their gaps. */
export function project(item: Item, paths: PlainPath[]): Item {
  const root: Tree = { whole: false, children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const part of path) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { whole: false, children: new Map() }));
      node = child;
    }
    node.whole = true;
  }
  const picked = pick({ M: item }, root);
  return picked && "M" in picked ? picked.M : {};
}

function pick(value: AttributeValue, tree: Tree): AttributeValue | undefined {
  if (tree.whole) return value;
  const parts = [...tree.children.keys()];
  if ("L" in value) {
    const picked = parts
      .filter((part) => typeof part === "number")
      .toSorted((one, other) => one - other)
      .flatMap((part) => pickChild(value, part, tree) ?? []);
    return picked.length > 0 ? { L: picked } : undefined;
  }
  if (!("M" in value)) return undefined;
  const map: Item = {};
  for (const part of parts) {
    const picked = pickChild(value, part, tree);
    if (picked && typeof part === "string") map[part] = picked;
  }
  return Object.keys(map).length > 0 ? { M: map } : undefined;
}

function pickChild(value: AttributeValue, part: string | number, tree: Tree): AttributeValue | undefined {
  const child = childOf(value, part);
  return child && pick(child, tree.children.get(part)!);
}
