import { existsSync, watch } from "node:fs";
import type { LocalCloud } from "./cloud.ts";
import { CommandFailed } from "./command.ts";
import { repository } from "./places.ts";

const watched = ["functions", "shared", "infra", "web"];
/** An editor writes a file in several steps: wait until it has been quiet for so long. */
const quietMilliseconds = 150;

/** Deploys again whenever the source changes, one deployment at a time. Answers how to stop. */
export function redeployOnChange(cloud: Pick<LocalCloud, "redeploy">): () => void {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const folders = watched.filter((folder) => existsSync(`${repository}/${folder}`));
  const watchers = folders.map((folder) =>
    watch(`${repository}/${folder}`, { recursive: true }, (_, file) => {
      if (!/\.(?:tsx?|css)$/.test(file ?? "")) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        working = working.then(() => redeploy(cloud, `${folder}/${file}`));
      }, quietMilliseconds);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

async function redeploy(cloud: Pick<LocalCloud, "redeploy">, file: string): Promise<void> {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  try {
    await cloud.redeploy();
    console.log(`${file} changed: live after ${seconds()} s`);
  } catch (cause) {
    // A half-typed file must not end the session: say what is wrong and wait for the next save.
    console.error(
      `${file} changed, but it could not be deployed: ${cause instanceof CommandFailed ? cause.output : String(cause)}`,
    );
  }
}
