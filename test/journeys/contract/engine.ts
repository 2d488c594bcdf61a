import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bringUp, type LocalCloud } from "#local/cloud";

/** An engine of its own with the contract app on it. `edition` is what a later `redeploy` would deploy. */
export type ContractCloud = LocalCloud & { app: (edition: string) => string };

export async function contractCloud(): Promise<ContractCloud> {
  const folder = mkdtempSync(join(tmpdir(), "forecourt-contract-"));
  const app = (edition: string): string =>
    `node test/journeys/contract/app.ts ${folder}/functions ${edition}`;
  const cloud = await bringUp({ folder, app: app("first") });
  const stop = async (): Promise<void> => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...cloud, app, stop };
}

/** What every SDK client needs to talk to the engine. */
export function clientOf({ endpoint, region }: Pick<LocalCloud, "endpoint" | "region">): {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  return { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}
