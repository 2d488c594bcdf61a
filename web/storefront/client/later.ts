/**
 * Does something when the page has nothing better to do: what reads the browser's storage waits for another process, and
 * the first paint and the first tap should not.
 */
export function later(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work);
}
