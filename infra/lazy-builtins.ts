import type { Plugin } from "esbuild";

/**
 * Importing `node:http` costs a cold start 15 to 30 ms even when a function never opens a connection with it
 * (Node issue 59686), the others 3 to 18. These modules become objects whose members are fetched at their first use.
 */
const lazy = ["http", "https", "http2", "child_process", "zlib"] as const;

export const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  setup(build) {
    const filter = new RegExp(`^(node:)?(${lazy.join("|")})$`);
    build.onResolve({ filter }, ({ path }) => ({
      path: path.replace("node:", ""),
      namespace: "lazy-builtin",
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: "lazy-builtin" }, ({ path }) => ({
      contents: lazyModule(path, membersOf(path as (typeof lazy)[number])),
      loader: "js",
    }));
  },
};

function membersOf(builtin: (typeof lazy)[number]): string[] {
  return Object.keys(process.getBuiltinModule(builtin)).toSorted();
}

/** CommonJS on purpose: esbuild then reads a member where it is used, not where it is imported. */
function lazyModule(builtin: string, members: string[]): string {
  return [
    `const load = () => process.getBuiltinModule("node:${builtin}");`,
    `for (const name of ${JSON.stringify(members)})`,
    `  Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });`,
  ].join("\n");
}
