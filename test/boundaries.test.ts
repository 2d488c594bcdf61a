import { readFileSync } from "node:fs";
import { globSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const own = ["functions", "shared", "infra", "local", "test", "verify", "web"].flatMap((folder) =>
  globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: (name) => name.includes("node_modules") }),
);

type Import = { from: string; to: string; line: number };

const imports: Import[] = own.flatMap((from) =>
  readFileSync(join(root, from), "utf8")
    .split("\n")
    .flatMap((text, index) => {
      const target = /(?:from|import)\s*\(?\s*"((?:\.{1,2}|#\w+)\/[^"]+)"/.exec(text)?.[1];
      return target ? [{ from, to: resolve(from, target), line: index + 1 }] : [];
    }),
);

function resolve(from: string, target: string): string {
  if (target.startsWith("#")) return `${target.slice(1)}.ts`;
  return relative(root, normalize(join(root, dirname(from), target)));
}

const say = ({ from, line, to }: Import): string => `${from}:${line} imports ${to}`;
const contextOf = (file: string): string | undefined => /^functions\/([^/]+)\//.exec(file)?.[1];

test("a context enters another only by its door or its events", () => {
  const trespasses = imports.filter(({ from, to }) => {
    const [own, other] = [contextOf(from), contextOf(to)];
    return own && other && own !== other && !/^functions\/[^/]+\/(index|events)\.ts$/.test(to);
  });
  expect(trespasses.map(say)).toEqual([]);
});

test("the kernel stands alone: it imports no context, no infrastructure and no test", () => {
  expect(
    imports.filter(({ from, to }) => from.startsWith("shared/") && !to.startsWith("shared/")).map(say),
  ).toEqual([]);
});

test("production code imports no test and no local tooling", () => {
  const wrong = imports.filter(
    ({ from, to }) => /^(functions|shared|infra|web)\//.test(from) && /^(test|local|verify)\//.test(to),
  );
  expect(wrong.map(say)).toEqual([]);
});

test("only the list of contexts and what is generated from it know all contexts", () => {
  const knowing = imports.filter(
    ({ from, to }) =>
      to === "functions/index.ts" &&
      /^(functions|shared|web)\//.test(from) &&
      !from.startsWith("functions/meta/"),
  );
  expect(knowing.map(say)).toEqual([]);
});

test("the kernel knows no business noun", () => {
  const nouns =
    /\b(vehicle|car|order|lead|stock|inventory|loan|invoice|workshop|catalog|showroom|brand|seller)s?\b/i;
  const found = own
    .filter((file) => file.startsWith("shared/"))
    .flatMap((file) =>
      withoutComments(readFileSync(join(root, file), "utf8"))
        .split("\n")
        .flatMap((text) => (nouns.test(text) ? [`${file}: ${text.trim()}`] : [])),
    );
  expect(found).toEqual([]);
});

test("no file has the name of a drawer", () => {
  const drawers = /(^|\/)(utils?|helpers?|common|constants|types|manager|services?|repository|base)\.tsx?$/;
  expect(own.filter((file) => drawers.test(file))).toEqual([]);
});

test("what runs takes zod/mini, and whole: zod itself is 57 KB and some 15 ms more in every function", () => {
  const named = own.filter(
    (file) =>
      /^(functions|shared|web)\//.test(file) &&
      /from "zod"|import \{[^}]*\bz\b[^}]*\} from "zod/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(named).toEqual([]);
});

test("every step out of a dealer's scope is known here by name", () => {
  const uses = own.filter(
    (file) =>
      /^(functions|shared|web)\//.test(file) &&
      file !== "shared/scope.ts" &&
      /\b(asPlatform|inDealer)\(/.test(withoutComments(readFileSync(join(root, file), "utf8"))),
  );
  expect(uses.toSorted()).toEqual(widened);
});

/** Accounts and the list of dealers belong to no dealer; timers of all dealers wait in one place. */
const widened = [
  "functions/dealers/onboarding.ts",
  "functions/identity/accounts.ts",
  "functions/identity/claims.ts",
  "functions/identity/index.ts",
  "shared/sweep.ts",
];

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
