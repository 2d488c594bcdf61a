import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ofType, platformOf } from "./support/templates.ts";
import manifest from "../package.json" with { type: "json" };

const root = `${import.meta.dirname}/..`;
const runbook = readFileSync(`${root}/docs/runbook.md`, "utf8");
/** Text of each entry, by its alarm's ending. */
const entries = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((entry) => [entry.slice(0, entry.indexOf("\n")), entry] as const)
    .filter(([title]) => !title.includes(" ")),
);

test("every alarm has an entry that says symptom, cause and what to do, and every entry has its alarm", () => {
  const alarms = alarmNames();
  expect(alarms.length).toBeGreaterThan(50);
  const ending = (name: string) => name.slice(name.lastIndexOf("-") + 1);
  expect([...new Set(alarms.map(ending))].toSorted()).toEqual([...entries.keys()].toSorted());
  for (const entry of entries.values())
    for (const part of ["**Symptom.**", "**Cause.**", "**Do.**"]) expect(entry).toContain(part);
});

test("every command that the runbook names exists", () => {
  const named = [...runbook.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

/** As they are deployed in production. */
function alarmNames(): string[] {
  return ofType(platformOf("prod"), "AWS::CloudWatch::Alarm").map(({ Properties }) =>
    String(Properties["AlarmName"]),
  );
}
