import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const copy = mkdtempSync(join(tmpdir(), "forecourt-contributing-"));
/** What a checkout does not hold, and what is linked instead of copied. */
const left = new Set([".git", ".local", "node_modules", "cdk.out", "reports", ".build"]);
const run = promisify(execFile);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The files of the guide: each code block belongs to the path that was named last before it. */
function filesOfTheGuide(): { path: string; text: string }[] {
  const guide = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const files: { path: string; text: string }[] = [];
  let path = "";
  for (const part of guide.split(/^ {3}```/m)) {
    if (part.startsWith("ts\n")) files.push({ path, text: part.slice(3).replace(/^ {3}/gm, "") });
    else path = [...part.matchAll(/`((?:functions|test)\/[\w/.-]+\.ts)`/g)].at(-1)?.[1] ?? path;
  }
  return files;
}

test("a context added as CONTRIBUTING says works, with one file touched outside of its folder", async () => {
  for (const entry of readdirSync(root))
    if (!left.has(entry)) cpSync(join(root, entry), join(copy, entry), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const files = filesOfTheGuide();
  for (const { path, text } of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  const list = join(copy, "functions/index.ts");
  const announced = readFileSync(list, "utf8")
    .replace("import type", 'import { reviews } from "./reviews/context.ts";\nimport type')
    .replace(/: \[/, ": [reviews, ");
  writeFileSync(list, announced);

  expect(files.map(({ path }) => path).filter((path) => !path.startsWith("functions/reviews/"))).toEqual([
    "test/reviews.test.ts",
  ]);
  const settings = {
    cwd: copy,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` },
  };
  const types = await run(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "--noEmit"],
    settings,
  ).catch((error: { stdout: string }) => error);
  expect(types.stdout).toBe("");
  const tests = await run(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "run", "test/reviews.test.ts"],
    settings,
  ).catch((error: { stdout: string }) => error);
  expect(tests.stdout).toContain("1 passed");
}, 600_000);
