import type { Context } from "#shared/context";
import { meta } from "./meta/context.ts";

/** Every bounded context, by the stack it is deployed in. The only file that knows them all. */
export const groups: Readonly<Record<string, readonly Context[]>> = {
  platform: [meta],
};

export const contexts: readonly Context[] = Object.values(groups).flat();
