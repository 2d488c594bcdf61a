import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** The median CPU time of a call in milliseconds: user and system, of all threads of this process. */
export async function cpuOf(runs: number, run: (turn: number) => unknown): Promise<number> {
  for (let turn = 0; turn < Math.min(runs, 20); turn += 1) await run(turn);
  const times: number[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    const before = process.cpuUsage();
    await run(turn);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}

/** What a value keeps in memory, in bytes: heap and buffers after a collection, with it and before it. */
export async function bytesKept<T>(
  make: () => T | Promise<T>,
): Promise<{ made: T; bytes: number; cpu: number }> {
  const before = inUse();
  const started = process.cpuUsage();
  const made = await make();
  const { user, system } = process.cpuUsage(started);
  return { made, bytes: inUse() - before, cpu: (user + system) / 1000 };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Three significant digits: more would not repeat. */
export function figure(value: number): number {
  return Number(value.toPrecision(3));
}

function inUse(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
