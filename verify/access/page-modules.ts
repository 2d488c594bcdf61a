import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { sent } from "#infra/page-text";

/**
 * Lets Node load pages as they stand, which are bundled everywhere else: JSX, and the style sheets and scripts that they
 * import as text.
 */
export function loadPages(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const [scheme = "", path = ""] = specifier.split(":", 2);
      if (!(scheme in makers)) return next(specifier, context);
      const { href } = new URL(path, context.parentURL);
      return { url: `${href}?${scheme}`, shortCircuit: true };
    },
    load(url, context, next) {
      const { protocol, search, pathname } = new URL(url);
      if (protocol !== "file:") return next(url, context);
      const made = makers[search.slice(1)]?.(fileURLToPath(url.replace(search, "")));
      if (made !== undefined) return moduleOf(`export default ${JSON.stringify(made)};`);
      return pathname.endsWith(".tsx") ? moduleOf(compiled(fileURLToPath(url))) : next(url, context);
    },
  });
}

function moduleOf(source: string) {
  return { format: "module", source, shortCircuit: true } as const;
}

function compiled(file: string): string {
  return esbuild.transformSync(readFileSync(file, "utf8"), {
    loader: "tsx",
    jsx: "automatic",
    jsxImportSource: "preact",
    sourcefile: file,
  }).code;
}

/** As `infra/page-text.ts` makes them, at once. */
const makers: Readonly<Record<string, (file: string) => string>> = {
  "page-text": text,
  "page-mark": (file) => createHash("sha256").update(text(file)).digest("base64url"),
};

function text(file: string): string {
  return esbuild.buildSync({ entryPoints: [file], ...sent }).outputFiles[0]?.text.trim() ?? "";
}
