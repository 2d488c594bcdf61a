import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { type Module, modules } from "./modules.ts";
import { line, resultOf, results, score, survivor } from "./result.ts";
import { mutate, type Ran, root, tested, testedWhole } from "./stryker.ts";

/** CI's patience for all of it, from the first file to the last. */
const minutes = 8;

/**
 * `npm run mutation:changed [-- base]`: mutates only files that changed since a commit (where this branch left
 * origin/main, else the commit before), and stops after eight minutes. Each module is judged as a whole: what was
 * tested now, and the checked-in counts of its other files. Its last line is what `.ci/run` counts.
 */
if (import.meta.main) {
  const until = Date.now() + minutes * 60_000;
  const commit = process.argv[2] ?? base();
  if (commit === undefined) console.log("There is no earlier commit here: the checked-in counts are judged.");
  const changed = commit === undefined ? new Set<string>() : changedSince(commit);
  mkdirSync(`${root}/reports/mutation`, { recursive: true });
  const reached: boolean[] = [];
  for (const module of modules) {
    const files = module.files.filter((file) => changed.has(file));
    const held = files.length > 0 ? await holds(module, files, until) : kept(module);
    if (held !== undefined) reached.push(held);
  }
  const good = reached.filter(Boolean).length;
  console.log(
    `${good} of ${reached.length} modules reach their score, ${reached.length - good} modules do not.`,
  );
  if (good < reached.length) process.exitCode = 1;
}

/** A module of which no file has changed, by the counts that are checked in; undefined where there are none. */
function kept(module: Module): boolean | undefined {
  const judged = results()[module.name]?.files;
  if (!judged) {
    console.log(`${module.name}: not judged yet`);
    return undefined;
  }
  console.log(`${line(module, judged)}, unchanged`);
  return score(judged) >= module.target;
}

async function holds(module: Module, files: readonly string[], until: number): Promise<boolean> {
  const { name, target, tests } = module;
  const begun = performance.now();
  if (Date.now() >= until) {
    console.log(`${name}: not reached in ${minutes} minutes: ${files.join(", ")}`);
    return true;
  }
  const ran = await mutate({ name: `${name}-changed`, mutate: files, tests, concurrency: 2 }, until);
  if (!ran.ended && Date.now() < until) {
    console.error(`${name}: Stryker did not come to its end.`);
    return false;
  }
  const whole = files.filter((file) => testedWhole(ran, file));
  for (const file of files.filter((each) => !whole.includes(each)))
    console.log(`${name}: not reached in ${minutes} minutes: ${file} (${tested(ran, file)} tested)`);
  const now = resultOf(ran, whole, performance.now() - begun);
  for (const { file, was, mutator, replacement } of survivorsOf(ran))
    console.log(`${name}: nobody noticed in ${file}: ${was}\n    ${mutator}: ${replacement}`);
  const judged = { ...results()[name]?.files, ...now.files };
  console.log(line(module, judged));
  return score(judged) >= target;
}

function survivorsOf({ mutants }: Ran) {
  return mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage").map(survivor);
}

/** What differs from a commit, committed or not, and what is new. */
function changedSince(commit: string): ReadonlySet<string> {
  const known = git("diff", "--name-only", "--diff-filter=d", commit);
  const fresh = git("ls-files", "--others", "--exclude-standard");
  return new Set([...known, ...fresh]);
}

/** Where this branch left the main one; on that one itself, or without it, the commit before. */
function base(): string | undefined {
  const [head] = git("rev-parse", "HEAD");
  const left = tried("merge-base", "origin/main", "HEAD");
  const found = left === head ? undefined : left;
  return found ?? tried("rev-parse", "--verify", "HEAD~1");
}

function tried(...words: string[]): string | undefined {
  try {
    return git(...words)[0];
  } catch {
    return undefined;
  }
}

function git(...words: string[]): string[] {
  const said = execFileSync("git", words, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return said.split("\n").filter(Boolean);
}
