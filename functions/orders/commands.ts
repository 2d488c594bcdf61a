import * as z from "zod/mini";
import { defineCommand } from "#shared/timers";
import { OrderId } from "./order.ts";

/** Due when a hold ends. An order that was paid or cancelled meanwhile is left alone. */
export const ExpireHold = defineCommand("orders.expireHold", () => z.object({ order: OrderId }));
