import { recordedRun } from "./running.ts";
import { endRun } from "./stack.ts";

/** `npm run local:down`: stops the local cloud of this checkout, whoever started it. */
async function main(): Promise<void> {
  const run = recordedRun();
  if (run === undefined) {
    console.log("The local cloud is not running.");
    return;
  }
  await endRun(run);
  console.log("The local cloud is stopped: no process and no temporary folder is left.");
}

main().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});
