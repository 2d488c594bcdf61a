import { spawn } from "node:child_process";
import { globSync, rmSync } from "node:fs";
import { join, relative } from "node:path";

export const root = join(import.meta.dirname, "../..");

export type Status =
  | "Killed"
  | "Timeout"
  | "Survived"
  | "NoCoverage"
  | "Ignored"
  | "CompileError"
  | "RuntimeError";
export type Mutant = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly mutator: string;
  readonly replacement: string;
  readonly status: Status;
};
/** What the child tells while it works: the file of each mutant that is to come, then each result. */
export type Told = { readonly planned: readonly string[] } | { readonly mutant: Mutant };
export type Asked = {
  /** Results are kept under this name, and taken over where neither code nor tests have changed. */
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  readonly concurrency: number;
};
export type Ran = {
  readonly mutants: readonly Mutant[];
  /** How many mutants each file has. */
  readonly planned: Readonly<Record<string, number>>;
  readonly ended: boolean;
};

/** Runs Stryker until it ends or until a moment; `ended` is false when it was stopped or failed. */
export async function mutate(asked: Asked, until = Number.POSITIVE_INFINITY): Promise<Ran> {
  const child = spawn(
    process.execPath,
    [`${import.meta.dirname}/child.ts`, JSON.stringify(expanded(asked))],
    {
      cwd: root,
      // A group of its own: Stryker's workers end with it.
      detached: true,
      stdio: ["ignore", process.stderr, process.stderr, "ipc"],
    },
  );
  const mutants: Mutant[] = [];
  const planned: Record<string, number> = {};
  child.on("message", (told: Told) => {
    if ("mutant" in told) mutants.push({ ...told.mutant, file: relative(root, told.mutant.file) });
    else
      for (const file of told.planned)
        planned[relative(root, file)] = (planned[relative(root, file)] ?? 0) + 1;
  });
  const stop = () => child.pid !== undefined && process.kill(-child.pid, "SIGKILL");
  const alarm = Number.isFinite(until) ? setTimeout(stop, Math.max(0, until - Date.now())) : undefined;
  process.once("SIGINT", stop);
  const code = await new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  process.off("SIGINT", stop);
  clearTimeout(alarm);
  rmSync(`${root}/reports/mutation/sandbox-${child.pid}`, { recursive: true, force: true });
  return { mutants, planned, ended: code === 0 };
}

/** Whether every mutant of a file has its result; a file without mutants is known when the run came to its end. */
export function testedWhole(ran: Ran, file: string): boolean {
  return ran.ended || (ran.planned[file] !== undefined && tested(ran, file) === ran.planned[file]);
}

export function tested({ mutants }: Ran, of: string): number {
  return mutants.filter(({ file }) => file === of).length;
}

/** Patterns of tests as the files there are. */
function expanded({ tests, ...asked }: Asked): Asked {
  const files = tests.flatMap((each) => globSync(each, { cwd: root }));
  return { ...asked, tests: [...new Set(files)].toSorted() };
}
