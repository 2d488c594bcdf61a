import { budgetOf, budgets } from "#test/budget/files";
import { callsByRoute, measuringWorld, multiply, placingUnits } from "#test/budget/measure";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";

/** Every route against its checked-in budget, then every read among very many items. `n` counts routes measured. */
export const guarantee: Guarantee = {
  name: "budget",
  promise:
    "Every route makes exactly the AWS calls that are checked in for it, and no read makes more of them when there are a thousand times as many items.",
  run,
  bugs: [
    {
      name: "a list reads each of its rows again",
      file: "functions/orders/reading.ts",
      find: "return state ? Orders.by.inState({ state }, page) : Orders.by.all({}, page);",
      put: `const { data, ...rest } = await (state ? Orders.by.inState({ state }, page) : Orders.by.all({}, page));
  return { data: await Promise.all(data.map(({ order }) => Orders.get({ order }))), ...rest };`,
    },
    {
      name: "settings are not kept",
      file: "shared/settings.ts",
      find: "const keptMilliseconds = 30_000;",
      put: "const keptMilliseconds = 0;",
    },
    {
      name: "an order is read again after it was placed",
      file: "functions/orders/placing.ts",
      find: "return write(",
      put: 'await Orders.find({ order: "ord_none" });\n  return write(',
    },
  ],
};

async function run({ effort }: Options): Promise<Outcome> {
  const fixtures = await measuringWorld();
  const violations: string[] = [];
  const calls = await callsByRoute(fixtures);
  for (const [context, measured] of budgets(calls, await placingUnits(fixtures))) {
    const wanted = budgetOf(context);
    for (const [key, made] of Object.entries(measured.aws_calls))
      if (differ(made, wanted.aws_calls[key]))
        violations.push(
          `${key}: ${made.join()} instead of ${wanted.aws_calls[key]?.join() ?? "nothing checked in"}`,
        );
    if (differ(measured.place_order_write_units, wanted.place_order_write_units))
      violations.push(`placing an order: ${JSON.stringify(measured.place_order_write_units)} write units`);
  }
  const stimuli = multiply(fixtures, Math.max(10, Math.round(200 * effort)));
  const among = await callsByRoute(
    fixtures,
    (key) => key.startsWith("GET ") && key !== "GET /v1/reports/rebuild",
  );
  for (const [key, made] of Object.entries(among))
    if (differ(made, calls[key])) violations.push(`${key}: ${made.length} calls among ${stimuli} items more`);
  return { n: Object.keys(calls).length + Object.keys(among).length, violations, stimuli };
}

function differ(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
