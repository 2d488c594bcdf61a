import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "#shared/context";

/** A `code` that a problem answer can carry: its statuses, what it says, and who says it. */
export type ProblemEntry = {
  readonly code: string;
  readonly status: readonly number[];
  /** The sentence in the source; `…` stands for what is filled in. */
  readonly detail: string;
  readonly raised_by: readonly string[];
};

/** A refusal as it stands in the source. A code may be a template: `unit_${state}`. */
export type Thrown = {
  readonly file: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
};

/**
 * Every code: those that the source throws by name, and those that the manifests declare of templates. Read from
 * the source, so that a code that nobody wrote down cannot be missing here.
 */
export function problemCatalogue(contexts: readonly Context[]): ProblemEntry[] {
  const thrown = thrownCodes();
  const declared = contexts.flatMap(({ name, routes }) =>
    Object.values(routes).flatMap(({ refuses }) =>
      refuses.map((refusal) => declaration(name, refusal, thrown)),
    ),
  );
  const named = thrown.filter(({ code }) => !code.includes("$"));
  const codes = [...new Set([...named, ...declared].map(({ code }) => code))].sort();
  return codes.map((code) => {
    const all = [...named, ...declared].filter((each) => each.code === code);
    return {
      code,
      status: [...new Set(all.map(({ status }) => status))].sort((a, b) => a - b),
      detail: all.find(({ detail }) => detail !== "")?.detail ?? "",
      raised_by: [...new Set(all.map(({ file }) => raiser(file)))].sort(),
    };
  });
}

/** All refusals in the source of functions and kernel. */
export function thrownCodes(): Thrown[] {
  const root = join(import.meta.dirname, "../..");
  // The kernel's sentence for a code comes before a context's.
  const files = ["shared", "functions"].flatMap((folder) =>
    globSync(`${folder}/**/*.ts`, { cwd: root }).sort(),
  );
  return files.flatMap((file) =>
    [...withoutComments(readFileSync(join(root, file), "utf8")).matchAll(refusal)].map(
      ([, status = "", code = "", detail = ""]) => ({
        file,
        status: Number(status),
        code: code.slice(1, -1),
        detail: sentence(detail),
      }),
    ),
  );
}

const text = /"[^"]*"|`[^`]*`/.source;
const refusal = new RegExp(`new Refusal\\(\\s*(\\d{3}),\\s*(${text}),\\s*(${text})?`, "g");

function declaration(context: string, refused: string, thrown: readonly Thrown[]): Thrown {
  const [status = "", code = ""] = refused.split(" ");
  const template = thrown.find((each) => each.code.includes("$") && matches(each.code, code));
  return {
    file: `functions/${context}/context.ts`,
    status: Number(status),
    code,
    detail: template?.detail ?? "",
  };
}

/** @example matches("unit_${state}", "unit_held") // true */
export function matches(template: string, code: string): boolean {
  return new RegExp(`^${template.replaceAll(/\$\{[^}]*\}/g, "[a-z_]+")}$`).test(code);
}

/** @example sentence('`A lead that is ${from} cannot become ${to}.`') // "A lead that is … cannot become …." */
function sentence(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, "…");
}

function raiser(file: string): string {
  return /^functions\/([^/]+)/.exec(file)?.[1] ?? "platform";
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}
