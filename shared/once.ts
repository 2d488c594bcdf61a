/**
 * What is made when it is first asked for, and then kept. A schema costs every cold start some 25 µs, and most functions
 * never parse most of what they import.
 *
 * @example const zones = once(() => Intl.supportedValuesOf("timeZone")); zones()
 */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
