import type { Context } from "#shared/context";
import { catalog } from "./catalog/context.ts";
import { customers } from "./customers/context.ts";
import { dealers } from "./dealers/context.ts";
import { identity } from "./identity/context.ts";
import { inventory } from "./inventory/context.ts";
import { leads } from "./leads/context.ts";
import { meta } from "./meta/context.ts";
import { orders } from "./orders/context.ts";
import { recommendation } from "./recommendation/context.ts";
import { reporting } from "./reporting/context.ts";
import { sandbox } from "./sandbox/context.ts";
import { notification } from "./notification/context.ts";
import { storefront } from "./storefront/context.ts";

/** Every bounded context, by the stack it is deployed in. The only file that knows them all. */
export const groups: Readonly<Record<string, readonly Context[]>> = {
  selling: [inventory, orders, sandbox, catalog, storefront],
  relations: [notification, leads, customers, recommendation, reporting],
  platform: [meta, dealers, identity],
};

export const contexts: readonly Context[] = Object.values(groups).flat();
