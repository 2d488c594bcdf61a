import { dirname, join } from "node:path";
import * as esbuild from "esbuild";

/** A style sheet or script of a page as the one line that is sent: bundled from its parts and minified. */
export async function pageText(file: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022", "chrome120", "safari17", "firefox120"],
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0]?.text.trim() ?? "";
}

const prefix = "page-text:";

/** `import styles from "page-text:./site.css"` is the text that is sent. */
export const pageTexts: esbuild.Plugin = {
  name: "page-texts",
  setup(build) {
    build.onResolve({ filter: /^page-text:/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(prefix.length)),
      namespace: "page-text",
    }));
    build.onLoad({ filter: /.*/, namespace: "page-text" }, async ({ path }) => ({
      contents: await pageText(path),
      loader: "text",
    }));
  },
};

const mark = "\0page-text:";

/** The same for Vite, which runs the tests. */
export const pageTextsInTests = {
  name: "page-texts",
  enforce: "pre" as const,
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (!source.startsWith(prefix) || importer === undefined) return undefined;
    // Without the style sheet's own ending: Vite would take it for one.
    return `${mark}${join(dirname(importer), source.slice(prefix.length))}.js`;
  },
  async load(id: string): Promise<string | undefined> {
    if (!id.startsWith(mark)) return undefined;
    return `export default ${JSON.stringify(await pageText(id.slice(mark.length, -".js".length)))};`;
  },
};
