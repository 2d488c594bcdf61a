import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { bringUp, type LocalCloud } from "#local/cloud";
import type { SeedResult } from "#local/seeding";
import { loadSeed } from "#local/stack";

declare module "vitest" {
  interface ProvidedContext {
    /** The deployed, seeded platform: `inject("cloud")` in a journey. */
    cloud: Pick<LocalCloud, "api" | "endpoint" | "region" | "mails" | "outputs"> & {
      /** Where the engine keeps its keys. */
      stateDir: string;
    } & SeedResult;
  }
}

/** Brings a platform of its own up for the journeys, beside any that `npm start` runs, and takes it down after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "forecourt-journeys-"));
  const cloud = await bringUp({ folder });
  const stop = async (): Promise<void> => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const seed = await loadSeed();
    const { api, endpoint, region, mails, outputs } = cloud;
    const { stateDir } = cloud.engine;
    project.provide("cloud", { api, endpoint, region, mails, outputs, stateDir, ...(await seed(cloud)) });
  } catch (cause) {
    await stop();
    throw cause;
  }
  return stop;
}
