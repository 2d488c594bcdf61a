import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "../..");

/**
 * The shortest way over a context's own files from its routes to where its items are declared: 1 where the manifest
 * itself imports the entities; undefined for a context that stores nothing.
 */
export function hopsOf(context: string): number | undefined {
  const folder = join(root, "functions", context);
  const target = join(folder, "entities.ts");
  if (!existsSync(target)) return undefined;
  let front = [join(folder, "context.ts")];
  const seen = new Set(front);
  for (let hops = 1; front.length > 0; hops += 1) {
    const next = front.flatMap(ownImports).filter((file) => !seen.has(file));
    // The manifest names its entities as data; a route reaches them through the verb that it runs.
    if (hops > 1 && next.includes(target)) return hops;
    for (const file of next) if (file !== target) seen.add(file);
    front = [...new Set(next)].filter((file) => file !== target);
  }
  return undefined;
}

function ownImports(file: string): string[] {
  const folder = dirname(file);
  return [...readFileSync(file, "utf8").matchAll(/from "(\.{1,2}\/[^"]+\.ts)"/g)]
    .map(([, path = ""]) => join(folder, path))
    .filter((path) => !relative(join(root, "functions"), path).startsWith(".."));
}
