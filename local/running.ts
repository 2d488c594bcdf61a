import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { uptime } from "node:os";
import { dirname } from "node:path";
import { home, places } from "./places.ts";
import { groupRuns, processRuns } from "./process-group.ts";

/** What `.local/run.json` says of the local cloud that runs; the ports and the engine come as they start. */
export type Run = {
  pid: number;
  startedAt: string;
  enginePid?: number;
  enginePort?: number;
  proxyPort?: number;
};

/** The local cloud this checkout recorded, if any part of it may still run. */
export function recordedRun(): Run | undefined {
  const run = read(places.run) as Run | undefined;
  if (run === undefined) return undefined;
  // Process ids begin anew with the machine: a record from before says nothing about the ids of today.
  const booted = Date.now() - uptime() * 1000;
  const alive = processRuns(run.pid) || (run.enginePid !== undefined && groupRuns(run.enginePid));
  return alive && Date.parse(run.startedAt) > booted ? run : undefined;
}

/** Records that this process is about to start the local cloud. */
export function claimRun(): Run {
  forgetRun();
  const run = { pid: process.pid, startedAt: new Date().toISOString() };
  writeJson(places.run, run);
  return run;
}

/** Removes what only holds while it runs: the record, the addresses, the people. */
export function forgetRun(): void {
  for (const file of [places.run, places.urls, places.people]) rmSync(file, { force: true });
}

/** The addresses `local:up` promises, once the seed is done. */
export function recordedUrls(): Urls | undefined {
  return read(places.urls) as Urls | undefined;
}

export type Urls = {
  api: string;
  docs: string;
  mail: string;
  dealers: string[];
  people: { email: string; role: string; dealer: string }[];
};

export function writeJson(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true, mode: file.startsWith(home) ? 0o700 : 0o755 });
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

/** A JSON file's content, unchecked; undefined while it is missing or half written. */
export function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT" || cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
