/** `$or` is the operator only over two or more objects; otherwise it is a field like any other. */
export function isAlternatives(name: string, wanted: unknown): wanted is Record<string, unknown>[] {
  return name === "$or" && Array.isArray(wanted) && wanted.length > 1 && wanted.every(isBranch);
}

function isBranch(branch: unknown): boolean {
  if (!isObject(branch)) return false;
  return Object.keys(branch).length > 0 && !Object.keys(branch).some((key) => reserved.has(key));
}

const reserved = new Set(
  "exactly prefix suffix anything-but equals-ignore-case wildcard numeric exists cidr".split(" "),
);

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
