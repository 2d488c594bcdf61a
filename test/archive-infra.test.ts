import { expect, test } from "vitest";
import { contexts } from "#functions/index";
import { ourEvents } from "#infra/rules";
import { matches } from "./support/model/event-pattern.ts";
import { ofType as all, platformOf } from "./support/templates.ts";

type Statement = { readonly Action: string | string[]; readonly Resource: unknown };
const platform = platformOf("staging");
const ofType = (type: string) => all(platform, type);

/** The S3 statements of every role of ours, by the description of what they allow. */
function s3Rights(): Statement[] {
  return ofType("AWS::IAM::Role").flatMap(({ Properties }) =>
    ((Properties["Policies"] ?? []) as { PolicyDocument: { Statement: Statement[] } }[])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith("s3:"))),
  );
}

test("every event of every context goes to the archive, and nothing of anybody else's", () => {
  const rule = ofType("AWS::Events::Rule").find(({ Properties }) =>
    JSON.stringify(Properties["EventPattern"]).includes("prefix"),
  );
  expect(rule?.Properties["EventPattern"]).toEqual(ourEvents);
  const event = (source: string) => ({ source, "detail-type": "Happened", detail: {} }) as never;
  for (const { name } of contexts) expect(matches(ourEvents, event(`forecourt.${name}`))).toBe(true);
  expect(matches(ourEvents, event("aws.s3"))).toBe(false);
});

test("one function may write to the archive, one may read it, and none may do both or delete", () => {
  const rights = s3Rights();
  expect(rights.map(({ Action }) => Action).toSorted()).toEqual([
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
  ]);
  for (const { Resource } of rights) expect(JSON.stringify(Resource)).toContain("archivebucket");
  const told = ofType("AWS::Lambda::Function").filter(({ Properties }) =>
    JSON.stringify(Properties["Environment"] ?? {}).includes("ARCHIVE_BUCKET"),
  );
  expect(told.map(({ Properties }) => Properties["FunctionName"]).toSorted()).toEqual([
    "forecourt-staging-archive-queue",
    "forecourt-staging-reporting-queue",
  ]);
});

test("events are gathered for minutes, and hidden for as long as they are gathered and stored", () => {
  const queue = ofType("AWS::SQS::Queue").find(
    ({ Properties }) => Properties["QueueName"] === "forecourt-staging-archive",
  );
  const mapping = ofType("AWS::Lambda::EventSourceMapping").find(
    ({ Properties }) => Properties["MaximumBatchingWindowInSeconds"],
  );
  expect(mapping?.Properties).toMatchObject({
    BatchSize: 1000,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  });
  const gathered = Number(mapping?.Properties["MaximumBatchingWindowInSeconds"]);
  expect(gathered).toBe(300);
  expect(queue?.Properties["VisibilityTimeout"]).toBe(6 * 30 + gathered);
});

test("the archive outlives its stack, is closed to the public and keeps what was overwritten", () => {
  // The edge has a bucket for its logs, which goes with it.
  const buckets = ofType("AWS::S3::Bucket").filter(({ DeletionPolicy }) => DeletionPolicy !== "Delete");
  expect(buckets.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(["Retain", "Retain"]);
  expect(buckets.filter(({ Properties }) => Properties["VersioningConfiguration"])).toHaveLength(1);
  for (const { Properties } of buckets)
    expect(Properties["PublicAccessBlockConfiguration"]).toMatchObject({ RestrictPublicBuckets: true });
});

test("the archive is watched as every queue and function is", () => {
  const alarms = ofType("AWS::CloudWatch::Alarm").map(({ Properties }) => Properties["AlarmName"]);
  for (const id of ["archive-Age", "archive-Dead", "archive-queue-Errors", "archive-queue-Throttles"])
    expect(alarms).toContain(`forecourt-staging-${id}`);
});

test("no context takes a name of the platform's own functions and queues", () => {
  const taken = ["archive", "relay", "relay-retry", "sweep"];
  expect(contexts.map(({ name }) => name).filter((name) => taken.includes(name))).toEqual([]);
});
