import { existsSync, readFileSync } from "node:fs";
import { until } from "./until.ts";

/** Is anything of this process group still running? A group is named by the id of the process that leads it. */
export function groupRuns(leader: number): boolean {
  return signalled(-leader, 0);
}

export function processRuns(pid: number): boolean {
  return signalled(pid, 0) && !isZombie(pid);
}

/** Ended, but its parent has not asked how: some containers' first process takes seconds to. */
function isZombie(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && / Z /.test(readFileSync(stat, "utf8").slice(0, 64));
}

/** Ends a whole process group: asks, waits, then insists. Returns when no member is left. */
export async function endGroup(leader: number, graceSeconds = 2): Promise<void> {
  if (!signalled(-leader, "SIGTERM")) return;
  const asked = await until("the end", graceSeconds, () => !groupRuns(leader)).catch(() => false);
  if (asked) return;
  signalled(-leader, "SIGKILL");
  await until(`the end of process group ${leader}`, 10, () => !groupRuns(leader));
}

function signalled(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw cause;
  }
}
