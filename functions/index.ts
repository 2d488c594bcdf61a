import type { Context } from "#shared/context";
import { catalog } from "./catalog/context.ts";
import { inventory } from "./inventory/context.ts";
import { meta } from "./meta/context.ts";

/** Every bounded context, by the stack it is deployed in. The only file that knows them all. */
export const groups: Readonly<Record<string, readonly Context[]>> = {
  selling: [inventory, catalog],
  platform: [meta],
};

export const contexts: readonly Context[] = Object.values(groups).flat();
