import { execFileSync } from "node:child_process";
import { budgets, store } from "./files.ts";
import { callsByRoute, measuringWorld, placingUnits } from "./measure.ts";

/** `node test/budget/write.ts`: measures anew and writes one file for each context. A change is to be explained in its commit. */
if (import.meta.main) {
  const fixtures = await measuringWorld();
  const calls = await callsByRoute(fixtures);
  for (const [context, budget] of budgets(calls, await placingUnits(fixtures))) store(context, budget);
  execFileSync("npx", ["oxfmt", import.meta.dirname]);
}
