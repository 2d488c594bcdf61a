import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { sent } from "#infra/page-text";

const prefix = /^page-(text|mark):/;

/** Lets this process import pages as they are written: JSX, and `page-text:` and `page-mark:` as the bundle has them. */
export function loadPages(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const [kind] = prefix.exec(specifier) ?? [];
      if (kind === undefined) return next(specifier, context);
      const { href } = new URL(specifier.slice(kind.length), context.parentURL);
      return { url: kind + href, shortCircuit: true };
    },
    load(url, context, next) {
      const [kind] = prefix.exec(url) ?? [];
      if (kind !== undefined) return module(valueOf(kind, fileURLToPath(url.slice(kind.length))));
      if (!url.endsWith(".tsx")) return next(url, context);
      const text = readFileSync(fileURLToPath(url), "utf8");
      const jsx = { jsx: "automatic", jsxImportSource: "preact" } as const;
      return source(esbuild.transformSync(text, { loader: "tsx", format: "esm", ...jsx }).code);
    },
  });
}

function valueOf(kind: string, file: string): string {
  const [made] = esbuild.buildSync({ entryPoints: [file], ...sent }).outputFiles;
  const text = made?.text.trim() ?? "";
  return kind === "page-text:" ? text : createHash("sha256").update(text).digest("base64url");
}

function module(value: string) {
  return source(`export default ${JSON.stringify(value)};`);
}

function source(code: string) {
  return { format: "module", source: code, shortCircuit: true } as const;
}
