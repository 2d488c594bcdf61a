import type { Context } from "#shared/context";

type Routes = readonly Pick<Context, "routes">[];

/**
 * CloudFront path patterns of the public reads, longest first. A pattern's star also spans slashes, so a pattern
 * that would catch any other route is left out: what is somebody's own must never be cached for everybody.
 * What is cached, and for how long, is still the answer's own `cache-control`.
 *
 * @example cachedPaths([dealers, orders]) // not "/v1/dealers/…" if orders has GET routes below it
 */
export function cachedPaths(contexts: Routes): string[] {
  const all = contexts.flatMap(({ routes }) =>
    Object.entries(routes).map(([key, { who }]) => ({ key, who })),
  );
  const open = all.filter(({ key, who }) => who === "anyone" && key.startsWith("GET "));
  const closed = all
    .filter((route) => !open.includes(route) && !route.key.startsWith("ANY "))
    .map(({ key }) => pathOf(key));
  const patterns = new Set(open.map(({ key }) => pathOf(key).replaceAll(/\{[^}]+\}/g, "*")));
  return [...patterns]
    .filter((pattern) => !closed.some((path) => matches(pattern, path)))
    .toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

function pathOf(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}

function matches(pattern: string, path: string): boolean {
  const escaped = pattern.split("*").map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join(".*")}$`).test(path);
}
