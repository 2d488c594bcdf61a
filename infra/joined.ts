import { basename } from "node:path";
import * as esbuild from "esbuild";

/** What one esbuild call wrote, by file name. */
export type Built = { outputs: esbuild.Metafile["outputs"]; contents: Map<string, Uint8Array> };

const together = "start.mjs";

/**
 * Joins the files that a function opens at its start into one: whatever is loaded lazily cuts what it shares with the
 * rest into small files, fifteen of them for most functions, and each costs a cold start half a millisecond. `first`
 * is the entry, which stays by itself: a file loaded while the entry still awaits something must not wait for it.
 *
 * @example const contents = await joined(built, ["index.mjs", "chunk-A.mjs", "chunk-B.mjs"]);
 */
export async function joined({ outputs, contents }: Built, first: string[]): Promise<Built["contents"]> {
  const shared = first.slice(1);
  if (shared.length < 2) return contents;
  const places = new Map(shared.map((name, at) => [name, at]));
  const opened = new Set(
    Object.values(outputs).flatMap(({ imports }) =>
      imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => basename(path)),
    ),
  );
  const whole = shared.map((name) => `import "./${name}";\n${exports(name, `./${name}`, "own")}`).join("");
  const rest = [...contents.keys()].filter((name) => !places.has(name));
  const kept = shared.filter((name) => opened.has(name));
  const files = new Map<string, string>([
    [together, whole],
    ...kept.map((name) => [name, exports(name, `./${together}`, "other")] as const),
    ...rest.map((name) => [name, textOf(name)] as const),
  ]);
  const result = await esbuild.build({
    entryPoints: [...files.keys()].map((name) => ({
      in: `whole:${name}`,
      out: name.slice(0, -".mjs".length),
    })),
    outdir: "bundle",
    outExtension: { ".js": ".mjs" },
    plugins: [{ name: "joined", setup }],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    minify: true,
    // One Chinese sign makes the whole file two bytes a character in memory, and as slow to read.
    charset: "ascii",
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  return new Map(result.outputFiles.map((file) => [basename(file.path), file.contents]));

  function setup(build: esbuild.PluginBuild): void {
    build.onResolve({ filter: /^whole:/ }, ({ path }) => ({
      path: path.slice("whole:".length),
      namespace: "whole",
    }));
    build.onResolve({ filter: /^\.\// }, ({ path, kind, importer, namespace }) => {
      const name = basename(path);
      if (kind === "dynamic-import" || !places.has(name)) return { path, external: true };
      // Within the joined file its parts are taken as they are; from elsewhere they are looked up in it.
      const inside = namespace === "part" || importer === together;
      return { path: name, namespace: inside ? "part" : "other" };
    });
    build.onResolve({ filter: /.*/ }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace: "whole" }, ({ path }) => ({ contents: files.get(path) ?? "" }));
    build.onLoad({ filter: /.*/, namespace: "part" }, ({ path }) => ({ contents: textOf(path) }));
    build.onLoad({ filter: /.*/, namespace: "other" }, ({ path }) => ({
      contents: exports(path, `./${together}`, "other"),
    }));
  }

  /** The exports of a part: `own` gives each a name of its own in the joined file, `other` takes it back. */
  function exports(name: string, from: string, side: "own" | "other"): string {
    const names = outputs[name]?.exports ?? [];
    const at = places.get(name) ?? 0;
    const pairs = names.map((each) => {
      const unique = `${each}_${at}`;
      return side === "own" ? `${each} as ${unique}` : `${unique} as ${each}`;
    });
    return `export { ${pairs.join(", ")} } from "${from}";\n`;
  }

  function textOf(name: string): string {
    return new TextDecoder().decode(contents.get(name));
  }
}
