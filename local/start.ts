import type { LocalCloud } from "./cloud.ts";
import { followLogs } from "./logs.ts";
import { forgetRun, recordedRun, recordedUrls, type Urls } from "./running.ts";
import type { SeedResult } from "./seeding.ts";
import { endOrphan, startStack } from "./stack.ts";
import { redeployOnChange } from "./watch.ts";

/** `npm start`: the local cloud in the foreground, until ctrl-C. `--detached` is how `local:up` runs it. */
async function main(): Promise<void> {
  await endOrphan();
  const other = recordedRun();
  if (other !== undefined) {
    const urls = recordedUrls();
    console.log(
      `The local cloud is already ${urls === undefined ? "starting" : `running at ${urls.api}`} (process ${other.pid}).`,
    );
    console.log("Stop it with `npm run local:down`.");
    return;
  }
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
  try {
    console.log("\nStarting the local cloud\n");
    const { cloud, seeded, urls } = await startStack(stopping.signal);
    console.log(welcome(urls, seeded));
    await untilStopped(cloud, stopping.signal);
  } catch (cause) {
    if (!stopping.signal.aborted) throw cause;
  } finally {
    forgetRun();
  }
}

async function untilStopped(cloud: LocalCloud, signal: AbortSignal): Promise<void> {
  const stopWatching = redeployOnChange(cloud);
  try {
    await followLogs(cloud, signal);
  } finally {
    console.log("\nStopping the local cloud");
    stopWatching();
    await cloud.stop();
  }
}

function welcome(urls: Urls, { dealers, people }: SeedResult): string {
  const addresses = [
    ...dealers.flatMap((dealer) => [
      [`Cars at ${dealer}`, `${urls.api}/en/${dealer}`],
      ["", `${urls.api}/zh-CN/${dealer}`],
    ]),
    ["API", urls.api],
    ["API documentation", urls.docs],
    ["Mails that were sent", urls.mail],
  ];
  const signIns = people.map(({ email, password, role, dealer }) => [role, dealer, email, password]);
  return [
    `\n${table(addresses)}\n`,
    `Sign in as\n${table(signIns)}\n`,
    "A token for one of them: npm run -s local:token -- <e-mail>",
    "A saved change is live in some seconds. Ctrl-C stops everything.\n",
  ].join("\n");
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd())
    .join("\n");
}

main().catch((cause: unknown) => {
  console.error(`\n${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
});
