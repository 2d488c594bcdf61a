import { AsyncLocalStorage } from "node:async_hooks";

const delivery = new AsyncLocalStorage<() => Promise<void>>();
/** Set for whoever overtakes another: overtaken in turn, a handler that never succeeds would beget processes for ever. */
const overtaking = new AsyncLocalStorage<true>();

/** Runs what one process does with messages; `again` lets another process begin with the same ones meanwhile. */
export function delivering<T>(again: () => Promise<void>, run: () => Promise<T>): Promise<T> {
  return delivery.run(again, run);
}

/** Whether whoever asks is at work on messages that may be delivered to somebody else too. */
export function mayBeOvertaken(): boolean {
  return delivery.getStore() !== undefined && overtaking.getStore() === undefined;
}

/** Waits until another process has done, or tried to do, what the asking one is in the middle of. */
export async function overtake(): Promise<void> {
  const again = delivery.getStore();
  if (again) await overtaking.run(true, () => delivery.exit(again));
}
