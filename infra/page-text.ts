import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";

/** A style sheet or script of a page as the one line that is sent: bundled from its parts and minified. */
export async function pageText(file: string): Promise<string> {
  const { outputFiles } = await esbuild.build({ entryPoints: [file], ...sent });
  return outputFiles[0]?.text.trim() ?? "";
}

/** How what is sent to a browser is made. */
export const sent = {
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome120", "safari17", "firefox120"],
  legalComments: "none",
  write: false,
  logLevel: "warning",
} as const satisfies esbuild.BuildOptions;

/** A digest of that text: who needs only a name for it does not load it. */
async function pageMark(file: string): Promise<string> {
  return createHash("sha256")
    .update(await pageText(file))
    .digest("base64url");
}

/** By the prefix of an import: `import("page-text:./site.css")` is the text that is sent. */
const makers: Readonly<Record<string, (file: string) => Promise<string>>> = {
  "page-text:": pageText,
  "page-mark:": pageMark,
};

export const pageTexts: esbuild.Plugin = {
  name: "page-texts",
  setup(build) {
    for (const [prefix, make] of Object.entries(makers)) {
      const namespace = prefix.slice(0, -1);
      build.onResolve({ filter: new RegExp(`^${prefix}`) }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.slice(prefix.length)),
        namespace,
      }));
      build.onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
        contents: await make(path),
        loader: "text",
      }));
    }
  },
};

/** The same for Vite, which runs the tests. */
export const pageTextsInTests = {
  name: "page-texts",
  enforce: "pre" as const,
  resolveId(source: string, importer: string | undefined): string | undefined {
    const prefix = Object.keys(makers).find((each) => source.startsWith(each));
    if (prefix === undefined || importer === undefined) return undefined;
    // Without the style sheet's own ending: Vite would take it for one.
    return `\0${prefix}${join(dirname(importer), source.slice(prefix.length))}.js`;
  },
  async load(id: string): Promise<string | undefined> {
    const prefix = Object.keys(makers).find((each) => id.startsWith(`\0${each}`));
    const text = prefix && (await makers[prefix]?.(id.slice(prefix.length + 1, -".js".length)));
    return text === undefined ? undefined : `export default ${JSON.stringify(text)};`;
  },
};
