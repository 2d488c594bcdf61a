import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Module, modules } from "./modules.ts";
import { line, type Result, resultOf, results, score, store } from "./result.ts";
import { mutate, root, testedWhole } from "./stryker.ts";
import { writeTable } from "./table.ts";

/**
 * `npm run mutation [-- module … --minutes N --missing]`: plants small faults in each module, one at a time, and asks
 * its tests for each. Results go to `docs/mutation.json` and `docs/mutation.md`; a module under its target fails the
 * command. `--minutes`: how long each module may take; what was done of whole files by then is kept, and `--missing`
 * goes on with the others.
 */
if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { minutes: { type: "string" }, missing: { type: "boolean", default: false } },
  });
  const unknown = positionals.filter((name) => !modules.some((module) => module.name === name));
  if (unknown.length > 0) throw new Error(`There is no module ${unknown.join(", ")}.`);
  mkdirSync(`${root}/reports/mutation`, { recursive: true });
  for (const module of modules.filter(({ name }) => positionals.length === 0 || positionals.includes(name)))
    if (!(await reaches(module, Number(values.minutes ?? Infinity), values.missing))) process.exitCode = 1;
  writeTable();
}

async function reaches(module: Module, minutes: number, missing: boolean): Promise<boolean> {
  const { name, target, files, tests } = module;
  const earlier = missing ? results()[name] : undefined;
  const begun = performance.now();
  const wanted = files.filter((file) => earlier?.files[file] === undefined);
  const ran = await mutate({ name, mutate: wanted, tests, concurrency: 2 }, Date.now() + minutes * 60_000);
  const whole = wanted.filter((file) => testedWhole(ran, file));
  const result = joined(earlier, resultOf(ran, whole, performance.now() - begun));
  if (Object.keys(result.files).length > 0) store(name, result);
  console.log(line(module, result.files));
  if (!ran.ended)
    console.error(
      `${name}: not to its end; not known: ${wanted.filter((file) => !whole.includes(file)).join(", ")}`,
    );
  return ran.ended && score(result.files) >= target;
}

function joined(earlier: Result | undefined, later: Result): Result {
  if (!earlier) return later;
  return {
    ...later,
    seconds: earlier.seconds + later.seconds,
    files: { ...earlier.files, ...later.files },
    survivors: [...earlier.survivors, ...later.survivors],
  };
}
