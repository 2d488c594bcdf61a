import { beforeAll, expect, test } from "vitest";
import type { Fixtures } from "../verify/stories.ts";
import { budgetOf, budgets } from "./budget/files.ts";
import { type Calls, callsByRoute, measuringWorld, multiply, placingUnits } from "./budget/measure.ts";

let fixtures: Fixtures;
let calls: Calls;
beforeAll(async () => {
  fixtures = await measuringWorld();
  calls = await callsByRoute(fixtures);
}, 120_000);

test("every route makes the AWS calls that are checked in for it, and placing an order costs its write units", async () => {
  for (const [context, measured] of budgets(calls, await placingUnits(fixtures)))
    expect({ [context]: measured }).toEqual({ [context]: budgetOf(context) });
});

test("a read costs no more calls among forty times as many items", async () => {
  const isRead = (key: string) => key.startsWith("GET ") && key !== "GET /v1/reports/rebuild";
  expect(multiply(fixtures, 40)).toBeGreaterThan(1_000);
  const among = await callsByRoute(fixtures, isRead);
  expect(Object.keys(among).length).toBeGreaterThan(30);
  for (const [key, made] of Object.entries(among)) expect({ [key]: made }).toEqual({ [key]: calls[key] });
}, 60_000);
