import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { contexts } from "#functions/index";
import type { Calls, Placing } from "./measure.ts";

type Budget = { readonly aws_calls: Calls; readonly place_order_write_units?: Placing };

/** What is checked in for a context: one file each, so that two changes do not meet in it. */
export function budgetOf(context: string): Budget {
  const file = pathOf(context);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Budget) : { aws_calls: {} };
}

/** What was measured, by context. */
export function budgets(calls: Calls, placing: Placing): Map<string, Budget> {
  return new Map(
    contexts
      .filter(({ routes }) => Object.keys(routes).length > 0)
      .map(({ name, routes }) => [
        name,
        {
          aws_calls: Object.fromEntries(Object.keys(routes).map((key) => [key, calls[key] ?? []])),
          ...(name === "orders" ? { place_order_write_units: placing } : {}),
        },
      ]),
  );
}

export function store(context: string, budget: Budget): void {
  writeFileSync(pathOf(context), `${JSON.stringify(budget, undefined, 2)}\n`);
}

function pathOf(context: string): string {
  return `${import.meta.dirname}/${context}.json`;
}
