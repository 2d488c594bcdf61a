import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { expect, test } from "vitest";
import { groups } from "#functions/index";
import { forecourt, groupsOf } from "#infra/forecourt";
import { stages } from "#infra/stages";
import cdk from "../cdk.json" with { type: "json" };
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
  const app = new App({ context: cdk.context });
  process.env["CDK_VALIDATION"] = "false";
  forecourt(app, {
    stage: "prod",
    settings: stages.prod,
    release: "test",
    groups: groupsOf("prod", groups),
    code: () => Code.fromInline("exports.api = () => {};"),
  });
  return app
    .synth()
    .stacks.flatMap(({ template }) =>
      Object.values(
        (template as { Resources: Record<string, { Type: string; Properties: object }> }).Resources,
      ),
    )
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties }) => String((Properties as { AlarmName: string }).AlarmName));
}
