import { assertInstalled } from "./program.ts";

/** Says in a second what is missing, before a local cloud is brought up for nothing. */
export function setup(): void {
  assertInstalled();
}
