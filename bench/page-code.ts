import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { contexts } from "#functions/index";
import { bundle, inputsAtStart } from "#infra/bundle";
import { entries } from "#infra/entries";
import { importTime } from "#test/budget/start";
import { figure, median } from "./measuring.ts";

const root = join(import.meta.dirname, "..");
const rounds = 15;

/** What of a bundle is the pages' own: they, their words and what they are written with; no kernel and no context. */
const isPageCode = /^(web\/|page-(text|mark):|node_modules\/preact)/;

/** Bytes of page code that are read at a start, and when a page is asked for first. */
export type PageCode = {
  readonly at_import: number;
  readonly by_part: Readonly<Record<string, number>>;
  /** With the code of one page, by the page's file. */
  readonly with_page: Readonly<Record<string, number>>;
};

/** Counts the minified bytes of the pages' own code, beside the kernel and the contexts that they ask. */
export async function pageCode(): Promise<PageCode> {
  const pages = globSync("web/storefront/pages/*", { cwd: root }).toSorted();
  const site = `import "#web/storefront/site";`;
  const start = await ownInputs(site);
  const parts = Object.groupBy(start, ([path]) => partOf(path));
  const others = pages.map(async (file) => {
    const inputs = await ownInputs(`${site} export * from "./${file}";`);
    return [basename(file), sum(inputs)] as const;
  });
  return {
    at_import: sum(start),
    by_part: Object.fromEntries(Object.entries(parts).map(([part, inputs]) => [part, sum(inputs)])),
    with_page: Object.fromEntries(await Promise.all(others)),
  };
}

/** CPU of a start with the pages, and of the same without them: what they ask is loaded either way. */
export async function pageStart() {
  const entry = entries(contexts).find(({ name }) => name === "storefront");
  if (!entry) throw new Error("There is no storefront.");
  const without = entry.source.replace("#web/storefront/site", "#web/storefront/platform");
  const kernel = without.replace(/^export const api = .*$/m, "export { servePages };");
  return inFolder(async (folder) => {
    const built = await bundle([entry, { name: "without", source: kernel }], folder);
    const times = new Map(built.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round += 1)
      for (const { name, dir } of built) times.get(name)?.push(importTime(dir));
    const [pages = 0, bare = 0] = [...times.values()].map((each) => median(each) / 1000);
    return {
      cpu_ms_start: figure(pages),
      cpu_ms_start_without_pages: figure(bare),
      cpu_ms_pages: figure(pages - bare),
    };
  });
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "forecourt-pages-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ownInputs(source: string): Promise<[string, number][]> {
  return Object.entries(await inputsAtStart(source)).filter(([path]) => isPageCode.test(path));
}

function sum(inputs: readonly (readonly [string, number])[] = []): number {
  return inputs.reduce((total, [, bytes]) => total + bytes, 0);
}

function partOf(path: string): string {
  return /^web\/(words|storefront\/\w+(?=\/))|preact|^page-\w+/.exec(path)?.[0] ?? "web/storefront";
}
