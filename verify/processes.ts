import { spawn } from "node:child_process";
import type { Told } from "./child.ts";
import type { Bug, Options } from "./guarantee.ts";

/** What a process told, and how long it ran. */
export type Ran = { readonly told: Told; readonly seconds: number };

/** A run that hangs is a run that failed. An effort of more is more patience. */
const patienceMilliseconds = 20 * 60_000;

/**
 * Runs guarantees in processes of their own, `jobs` at a time; who asks later waits. What they print goes to standard
 * error, so that standard output stays JSON.
 *
 * @example const run = runner(2); await run("stock", { seed: 7, effort: 1 });
 */
export function runner(jobs: number) {
  const waiting: (() => void)[] = [];
  let free = jobs;
  async function taken(): Promise<void> {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
  }
  function left(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
  return async (name: string, options: Options, bug?: Bug): Promise<Ran> => {
    await taken();
    const begun = performance.now();
    try {
      const told = await child(name, options, bug);
      return { told, seconds: (performance.now() - begun) / 1000 };
    } finally {
      left();
    }
  };
}

function child(name: string, options: Options, bug?: Bug): Promise<Told> {
  const running = spawn(
    process.execPath,
    ["--import", "./verify/planting.ts", "verify/child.ts", name, JSON.stringify(options)],
    {
      cwd: `${import.meta.dirname}/..`,
      stdio: ["ignore", process.stderr, process.stderr, "ipc"],
      env: { ...process.env, PLANT: bug ? JSON.stringify(bug) : "" },
      timeout: patienceMilliseconds * Math.max(options.effort, 1),
    },
  );
  return new Promise((resolve) => {
    let told: Told = { error: "The process ended without a word." };
    running.on("message", (message) => {
      told = message as Told;
    });
    running.on("error", (error) => resolve({ error: error.message }));
    running.on("close", (_code, signal) => {
      if (signal) told = { error: `The process was ended by ${signal}.` };
      resolve(told);
    });
  });
}
