import { type LoadFnOutput, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import type { Bug } from "./guarantee.ts";

/**
 * Loaded with `node --import ./verify/planting.ts`: plants the bug of the variable PLANT into its file while that file
 * is loaded. The types are stripped afterwards, as for any other file.
 *
 * @throws Error when the text to be replaced does not stand there exactly once: a stale bug proves nothing.
 */
const planted = process.env["PLANT"];
if (planted) plant(JSON.parse(planted) as Bug);

function plant(bug: Bug): void {
  const target = pathToFileURL(bug.file).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== target) return loaded;
      process.env["PLANTED"] = bug.name;
      return { ...loaded, source: withBug(textOf(loaded.source), bug) };
    },
  });
}

/** @example withBug("a = 1;", { name: "two", file: "a.ts", find: "1", put: "2" }) // "a = 2;" */
export function withBug(source: string, { name, file, also, ...first }: Bug): string {
  return [first, ...(also ? [also] : [])].reduce((text, { find, put }) => {
    const times = text.split(find).length - 1;
    if (times !== 1)
      throw new Error(`The bug "${name}" is stale: its text stands ${times} times in ${file}.`);
    return text.replace(find, () => put);
  }, source);
}

function textOf(source: LoadFnOutput["source"]): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
