import { existsSync } from "node:fs";
import { bringUp, type LocalCloud } from "./cloud.ts";
import { stopEngine } from "./engine.ts";
import { home, places } from "./places.ts";
import { endGroup, processRuns } from "./process-group.ts";
import { claimRun, forgetRun, recordedRun, type Run, type Urls, writeJson } from "./running.ts";
import type { Seed, SeedResult } from "./seeding.ts";
import { until } from "./until.ts";

/** This checkout's local cloud, up and seeded. Records itself as it starts, so that `endRun` finds every part. */
export async function startStack(
  signal: AbortSignal,
): Promise<{ cloud: LocalCloud; seeded: SeedResult; urls: Urls }> {
  const run = claimRun();
  const record = (more: Partial<Run>): void => writeJson(places.run, Object.assign(run, more));
  const cloud = await bringUp({
    folder: home,
    signal,
    started: (engine) => record({ enginePid: engine.pid, enginePort: engine.port }),
  });
  try {
    record({ proxyPort: cloud.proxy.port });
    const seed = await loadSeed();
    const seeded = await seed(cloud);
    signal.throwIfAborted();
    return { cloud, seeded, urls: announce(cloud, seeded) };
  } catch (cause) {
    await cloud.stop();
    throw cause;
  }
}

/** Ends a recorded run: asks its process, which stops all it started, then makes sure. Returns when nothing is left. */
export async function endRun(run: Run): Promise<void> {
  if (processRuns(run.pid)) {
    process.kill(run.pid, "SIGTERM");
    await until("the end", 20, () => !processRuns(run.pid)).catch(() => process.kill(run.pid, "SIGKILL"));
    await until(`the end of process ${run.pid}`, 10, () => !processRuns(run.pid));
  }
  if (run.enginePid !== undefined) await endGroup(run.enginePid);
  await stopEngine({ pid: run.enginePid ?? run.pid, stateDir: places.engineState });
  forgetRun();
}

/** A run whose process was killed leaves its engine behind: end that, so that a start begins from nothing. */
export async function endOrphan(): Promise<void> {
  const run = recordedRun();
  if (run !== undefined && !processRuns(run.pid)) await endRun(run);
}

/** The seed of this checkout. */
export async function loadSeed(): Promise<Seed> {
  const file = new URL("./seed.ts", import.meta.url);
  if (!existsSync(file))
    throw new Error("local/seed.ts is missing: the local cloud has nobody to sign in as.");
  const { seed }: { seed: Seed } = await import(file.href);
  return seed;
}

/** Addresses last: `local:up` takes them for the sign that everything is there. */
function announce(cloud: LocalCloud, { dealers, people }: SeedResult): Urls {
  const shown = people.map(({ email, role, dealer }) => ({ email, role, dealer }));
  const urls = { api: cloud.api, docs: `${cloud.api}/v1/docs`, mail: cloud.mails, dealers, people: shown };
  writeJson(places.people, people);
  writeJson(places.urls, urls);
  return urls;
}
