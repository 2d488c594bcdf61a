import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { lastLines } from "./command.ts";
import { nodeFolder } from "./node.ts";
import { home, places, repository } from "./places.ts";
import { processRuns } from "./process-group.ts";
import { recordedRun, recordedUrls, type Urls } from "./running.ts";
import { endOrphan } from "./stack.ts";
import { until } from "./until.ts";

/** `npm run local:up`: the local cloud in the background; returns when it is seeded. */
async function main(): Promise<void> {
  await endOrphan();
  const running = recordedRun();
  const already = recordedUrls();
  if (running !== undefined && already !== undefined) {
    console.log(`The local cloud is already running at ${already.api} (process ${running.pid}).`);
    return;
  }
  const urls = await seeded(running?.pid ?? launch());
  console.log(
    `The local cloud is up at ${urls.api}. Addresses and people: .local/urls.json, log: .local/start.log`,
  );
}

function launch(): number {
  mkdirSync(home, { recursive: true });
  const log = openSync(places.startLog, "w");
  const child = spawn(`${nodeFolder()}/node`, [`${repository}/local/start.ts`, "--detached"], {
    cwd: repository,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error("The local cloud's process could not be started.");
  return child.pid;
}

async function seeded(pid: number): Promise<Urls> {
  return until("The start of the local cloud", 600, () => {
    const urls = recordedRun()?.pid === pid ? recordedUrls() : undefined;
    if (urls === undefined && !processRuns(pid))
      throw new Error(`The local cloud did not start:\n${startLog()}`);
    return urls;
  });
}

function startLog(): string {
  return lastLines(readFileSync(places.startLog, "utf8"));
}

main().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});
