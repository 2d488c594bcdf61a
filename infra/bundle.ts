import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { type Built, joined } from "./joined.ts";
import { lazyBuiltins } from "./lazy-builtins.ts";
import { pageTexts } from "./page-text.ts";

export type Entry = { name: string; source: string };
/** Bytes that each source file has in a bundle. */
type Inputs = Record<string, number>;
/** `bytesAtImport` and `inputsAtImport`: the entry and what it imports statically. `inputs`: all that it can reach. */
export type Bundle = {
  name: string;
  dir: string;
  bytesAtImport: number;
  inputsAtImport: Inputs;
  inputs: Inputs;
};

/**
 * Bundles every function by an esbuild call of its own: `source` is the TypeScript text of an entry, resolved from
 * the repository's root, and `<outdir>/<name>/index.mjs` is what Lambda runs. One call for all is four times as quick
 * and was refused: what functions share then lies in some thirty small files that each opens at its start (18 of 68 ms
 * of `orders`), and every shared module keeps what any function uses of it. Equal sources give equal bytes, so that
 * an edit changes the assets it concerns and no other.
 */
export async function bundle(entries: Entry[], outdir: string): Promise<Bundle[]> {
  mkdirSync(outdir, { recursive: true });
  const bundles: Bundle[] = [];
  for (const entry of entries) bundles.push(await bundleOne(entry, `${outdir}/${entry.name}`));
  return bundles;
}

/** Bytes that each source file has in what a function opens at its start, without writing anything. */
export async function inputsAtStart(source: string): Promise<Inputs> {
  const built = await build(source);
  return inputsOf(built, opened(built));
}

async function bundleOne({ name, source }: Entry, dir: string): Promise<Bundle> {
  const built = await build(source);
  const atImport = opened(built);
  const contents = await joined(built, atImport);
  writeFolder(dir, contents);
  const started = [start, ...atImport.slice(1), "start.mjs"];
  return {
    name,
    dir,
    bytesAtImport: sum(started.map((file) => contents.get(file)?.length ?? 0)),
    inputsAtImport: inputsOf(built, atImport),
    inputs: inputsOf(built, [...built.contents.keys()]),
  };
}

const root = fileURLToPath(new URL("..", import.meta.url));
const start = "index.mjs";

async function build(source: string): Promise<Built> {
  const result = await esbuild.build({
    absWorkingDir: root,
    stdin: { contents: source, sourcefile: "entry.ts", loader: "ts", resolveDir: root },
    entryNames: "index",
    plugins: [lazyBuiltins, pageTexts],
    outdir: "bundle",
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunk-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    // Chinese as it is: escaped, each sign would be six bytes.
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  return {
    outputs: Object.fromEntries(
      Object.entries(result.metafile.outputs).map(([path, meta]) => [basename(path), meta]),
    ),
    contents: new Map(result.outputFiles.map((file) => [basename(file.path), file.contents])),
  };
}

/** What a function opens at its start: its entry, and what that imports statically. */
function opened(built: Built): string[] {
  return reachable(built, start, (kind) => kind === "import-statement");
}

/** The output files reachable from one, itself first, over the imports that `follow` accepts. */
function reachable(built: Built, from: string, follow: (kind: string) => boolean): string[] {
  const found = [from];
  for (const file of found)
    for (const { path, kind, external } of output(built, file).imports) {
      const next = basename(path);
      if (external !== true && follow(kind) && !found.includes(next)) found.push(next);
    }
  return found;
}

function output(built: Built, file: string): esbuild.Metafile["outputs"][string] {
  const meta = built.outputs[file];
  if (meta === undefined) throw new Error(`The bundle names ${file}, which esbuild did not write.`);
  return meta;
}

function inputsOf(built: Built, files: string[]): Inputs {
  const inputs: Inputs = {};
  for (const file of files)
    for (const [path, { bytesInOutput }] of Object.entries(output(built, file).inputs))
      inputs[path] = (inputs[path] ?? 0) + bytesInOutput;
  return inputs;
}

/** Writes only what differs, so that two builds of equal sources can share a folder at the same moment. */
function writeFolder(dir: string, files: Map<string, Uint8Array>): void {
  mkdirSync(dir, { recursive: true });
  for (const [name, bytes] of files) {
    const path = `${dir}/${name}`;
    if (!existsSync(path) || !readFileSync(path).equals(bytes)) writeFileSync(path, bytes);
  }
  for (const name of readdirSync(dir))
    if (!files.has(name)) rmSync(`${dir}/${name}`, { recursive: true, force: true });
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
