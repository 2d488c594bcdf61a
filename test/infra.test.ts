import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { groups } from "#functions/index";
import { groupsOf } from "#infra/forecourt";
import { type Stage, stages } from "#infra/stages";
import { anyone, customer, defineContext, member, on, provider, route } from "#shared/context";
import { defineEvent } from "#shared/events";
import { defineCommand } from "#shared/timers";
import { ofType, type Platform, synthesized } from "./support/templates.ts";

type Filtered = { readonly Filters: readonly { readonly Pattern: string }[] };
const all = Object.keys(stages) as Stage[];
const answer = { summary: "", reply: { 204: null }, run: () => Promise.resolve(null) } as const;
const Happened = defineEvent("ThingHappened", 1, "", () => z.object({}));
const Tidy = defineCommand("garage.tidy", () => z.object({}));

const garage = defineContext({
  name: "garage",
  summary: "A context that uses everything the manifest offers.",
  routes: {
    "GET /v1/dealers/{dealer}/bays": route({ ...answer, who: anyone }),
    "GET /v1/bays": route({ ...answer, who: "bays:read" }),
    "POST /v1/bays": route({ ...answer, who: "bays:work", fresh: true }),
    "GET /v1/my-bay": route({ ...answer, who: member }),
    "POST /v1/dealers/{dealer}/bookings": route({ ...answer, who: customer }),
    "POST /v1/bay-notices": route({ ...answer, who: provider }),
  },
  reactions: { notice: on(Happened, () => Promise.resolve()), tidy: on(Tidy, () => Promise.resolve()) },
  reads: ["catalog"],
  writes: ["inventory"],
  uses: ["mail", "staff-invitations", "customer-accounts", "own-queue", "api-url"],
  reactionsUse: ["staff-accounts", "staff-sign-out", "archive"],
  triggers: { preTokenGeneration: () => Promise.resolve() },
  alarms: [{ metric: "BaysLost", over: 0, minutes: 5, runbook: "Look for them." }],
});
const toy = defineContext({
  name: "toy",
  summary: "Not for customers.",
  stages: ["dev"],
  routes: { "POST /v1/toys": route({ ...answer, who: anyone }) },
});

describe.each(all)("stage %s", (stage) => {
  const everything = groupsOf(stage, { ...groups, test: [garage, toy] });
  const platform = synthesized(stage, everything);

  test("the rule packs find nothing that is not acknowledged with a reason", () => {
    for (const pack of [new AwsSolutionsChecks(platform.app), new ServerlessChecks(platform.app)])
      expect(pack.validateScope(platform.app).violations).toEqual([]);
  });

  test("no write is lost: the table can be restored to any second, and tells every change", () => {
    const [table] = ofType(platform, "AWS::DynamoDB::Table");
    expect(table?.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "_ttl", Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      BillingMode: "PAY_PER_REQUEST",
      OnDemandThroughput: { MaxReadRequestUnits: stages[stage].tableMaximum.reads },
      DeletionProtectionEnabled: stages[stage].keepsData,
    });
    expect(table?.Properties["GlobalSecondaryIndexes"]).toHaveLength(5);
    expect(table?.DeletionPolicy).toBe(stages[stage].keepsData ? "Retain" : "Delete");
  });

  test("only inserted event items wake the relay", () => {
    const filters = ofType(platform, "AWS::Lambda::EventSourceMapping").flatMap(
      ({ Properties }) => (Properties["FilterCriteria"] as Filtered | undefined)?.Filters ?? [],
    );
    expect(filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
      { eventName: ["INSERT"], dynamodb: { NewImage: { _kind: { S: ["Event"] } } } },
    ]);
  });

  test("what cannot be handled is kept for fourteen days, after five tries", () => {
    const queues = ofType(platform, "AWS::SQS::Queue");
    const dead = queues.filter(({ Properties }) => String(Properties["QueueName"]).endsWith("-dead"));
    const live = queues.filter((queue) => !dead.includes(queue));
    expect(dead.length).toBe(live.length);
    expect(live.length).toBeGreaterThanOrEqual(2);
    for (const { Properties } of live)
      expect(Properties).toMatchObject({ RedrivePolicy: { maxReceiveCount: 5 }, SqsManagedSseEnabled: true });
    for (const { Properties } of dead)
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 });
  });

  test("one bad message does not bring back the good ones of its batch", () => {
    const mappings = ofType(platform, "AWS::Lambda::EventSourceMapping").filter(
      ({ Properties }) => !Properties["StartingPosition"],
    );
    expect(mappings.length).toBeGreaterThanOrEqual(2);
    for (const { Properties } of mappings)
      expect(Properties).toMatchObject({
        // The archive alone gathers.
        BatchSize: Properties["MaximumBatchingWindowInSeconds"] ? 1000 : 10,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      });
  });

  test("a message is not handed out twice while its function may still run", () => {
    const slowest = Math.max(
      ...ofType(platform, "AWS::Lambda::Function")
        .map(({ Properties }) => Number(Properties["Timeout"]))
        .filter((seconds) => seconds <= 30),
    );
    for (const { Properties } of ofType(platform, "AWS::SQS::Queue"))
      if (Properties["RedrivePolicy"])
        expect(Properties["VisibilityTimeout"]).toBeGreaterThanOrEqual(6 * slowest);
  });

  test("every route that is not open to all has its lock", () => {
    const open = Object.values(routes(platform)).filter(({ lock }) => lock === "NONE");
    const meant = Object.values(everything)
      .flat()
      .flatMap(({ routes }) =>
        Object.entries(routes).flatMap(([key, { who }]) =>
          ["anyone", "member", "provider"].includes(who) ? [key] : [],
        ),
      );
    expect(open.map(({ key }) => key).toSorted()).toEqual(["$default", ...meant].toSorted());
    expect(routes(platform)).toMatchObject({
      "GET /v1/bays": { lock: "JWT", authorizer: expect.stringContaining("staff") },
      "POST /v1/dealers/{dealer}/bookings": { lock: "JWT", authorizer: expect.stringContaining("customer") },
    });
  });

  test("logs end, and every function has its own", () => {
    const logs = ofType(platform, "AWS::Logs::LogGroup");
    for (const { Properties } of logs) expect(Properties["RetentionInDays"]).toBe(stages[stage].logDays);
    const functions = ofType(platform, "AWS::Lambda::Function").filter(
      ({ Properties }) => Properties["FunctionName"],
    );
    for (const { Properties } of functions) expect(Properties).toHaveProperty("LoggingConfig.LogGroup");
    expect(functions.length).toBeGreaterThan(0);
  });

  test("no role may do everything, and none may scan the table", () => {
    for (const { Action } of statements(platform)) {
      for (const action of [Action].flat()) expect(action).not.toMatch(/\*|:Scan$|PartiQL/);
    }
  });

  test("a role stays below IAM's 10,240 characters, whatever its context borrows", () => {
    for (const { Properties } of ofType(platform, "AWS::IAM::Role"))
      expect(JSON.stringify(Properties["Policies"] ?? "").length).toBeLessThan(10_240);
  });

  test("no function reaches another context's items beyond what its manifest says", () => {
    for (const statement of statements(platform).filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith("dynamodb:") && action.endsWith("Item")),
    ))
      expect(statement.Condition).toMatchObject({
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": expect.anything() },
      });
  });

  test("stacks stay far from CloudFormation's 500 resources, and the API from its 300 routes", () => {
    for (const resources of Object.values(platform.stacks))
      expect(Object.keys(resources).length).toBeLessThan(400);
    expect(Object.keys(routes(platform)).length).toBeLessThan(250);
  });

  test("signing in with a password alone, and what is only for trying out, exist in dev alone", () => {
    const flows = ofType(platform, "AWS::Cognito::UserPoolClient").map(
      ({ Properties }) => Properties["ExplicitAuthFlows"],
    );
    expect(flows).toHaveLength(2);
    expect(flows.flat().includes("ALLOW_USER_PASSWORD_AUTH")).toBe(stage === "dev");
    expect("POST /v1/toys" in routes(platform)).toBe(stage === "dev");
    for (const context of Object.values(groups)
      .flat()
      .filter(({ stages }) => stages))
      for (const key of Object.keys(context.routes))
        expect(key in routes(platform)).toBe(context.stages?.includes(stage));
  });

  test("staff sign in with a second factor wherever there are customers", () => {
    const [staff] = ofType(platform, "AWS::Cognito::UserPool").filter(({ Properties }) =>
      String(Properties["UserPoolName"]).endsWith("-staff"),
    );
    expect(staff?.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: stage === "dev" ? "OPTIONAL" : "ON",
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: "V2_0" } },
    });
  });
});

test("a context with reactions costs no line of infrastructure: its functions, queues and rules are there", () => {
  const { stacks } = synthesized("dev", { one: [garage] });
  const made = Object.values(stacks["Contexts-one"] ?? {});
  const named = made.flatMap(({ Type, Properties }) =>
    Type === "AWS::Lambda::Function" || Type === "AWS::SQS::Queue"
      ? [String(Properties["FunctionName"] ?? Properties["QueueName"])]
      : [],
  );
  expect(named.toSorted()).toEqual([
    "forecourt-dev-garage",
    "forecourt-dev-garage-api",
    "forecourt-dev-garage-dead",
    "forecourt-dev-garage-queue",
  ]);
  const rules = made.filter(({ Type }) => Type === "AWS::Events::Rule");
  expect(rules.map(({ Properties }) => Properties["EventPattern"])).toEqual([
    { "detail-type": ["ThingHappened"] },
  ]);
});

test("a context reaches its own items, and of others what its manifest borrows", () => {
  const platform = synthesized("dev", { one: [garage] });
  const role = Object.values(platform.stacks["Contexts-one"] ?? {}).find(
    ({ Type }) => Type === "AWS::IAM::Role",
  );
  const keys = Object.fromEntries(
    statements({ ...platform, stacks: { one: { role: role! } } }).flatMap(({ Sid, Action, Condition }) =>
      Condition?.["ForAllValues:StringLike"]
        ? [[Sid, [[Action].flat().length, Condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]]]]
        : [],
    ),
  ) as Record<string, unknown>;
  expect(keys).toEqual({
    OwnItems: [7, ["*#garage#*"]],
    EventsTimersAudit: [1, ["*#events#*", "platform#timers#*", "*#audit#*"]],
    Lookups: [1, ["*#settings#*", "*#identity#*"]],
    OthersItems: [3, ["*#catalog#*"]],
    OthersPieces: [4, ["*#inventory#*"]],
  });
});

test("each function of a context may do what its own part of the manifest uses", () => {
  const platform = synthesized("staging", { one: [garage] });
  const resources = platform.stacks["Contexts-one"] ?? {};
  const allowed = (name: string): string[] => {
    const found = Object.values(resources).find((each) => each.Properties["FunctionName"] === name);
    const [role = ""] = (found!.Properties["Role"] as { "Fn::GetAtt": string[] })["Fn::GetAtt"];
    return statements({ ...platform, stacks: { one: { role: resources[role]! } } })
      .filter(({ Action }) => !String([Action].flat()[0]).startsWith("dynamodb:"))
      .map(({ Sid }) => String(Sid))
      .toSorted();
  };
  const every = ["Logs", "RootSecret", "TableKey", "Traces"];
  expect(allowed("forecourt-staging-garage-api")).toEqual(
    [...every, "CustomerAccounts", "Mail", "OriginSecret", "Send", "StaffInvitations"].toSorted(),
  );
  expect(allowed("forecourt-staging-garage-queue")).toEqual(
    [
      ...every,
      "FindArchived",
      "PutAside",
      "ReadArchived",
      "StaffAccounts",
      "StaffSignOut",
      "TakeMessages",
    ].toSorted(),
  );
});

test("a further route costs exactly one further resource", () => {
  const more = {
    ...garage,
    routes: { ...garage.routes, "PUT /v1/bays/{bay}": route({ ...answer, who: "bays:work" }) },
  };
  const [before, after] = [synthesized("dev", { one: [garage] }), synthesized("dev", { one: [more] })];
  expect(count(after) - count(before)).toBe(1);
});

test("stages on AWS have a firewall, a secret between CloudFront and API, and somebody who is told", () => {
  const { stacks } = synthesized("prod", { one: [garage] });
  const types = (name: string): string[] => Object.values(stacks[name] ?? {}).map(({ Type }) => Type);
  expect(types("Edge")).toEqual(
    expect.arrayContaining([
      "AWS::WAFv2::WebACL",
      "AWS::CloudFront::Distribution",
      "AWS::SecretsManager::RotationSchedule",
    ]),
  );
  expect(types("Ops")).toEqual(
    expect.arrayContaining(["AWS::CloudWatch::Dashboard", "AWS::Budgets::Budget", "AWS::SNS::Subscription"]),
  );
  const watched = Object.values(stacks["Ops"] ?? {}).flatMap(
    ({ Properties }) => Properties["AlarmName"] ?? [],
  );
  for (const id of [
    "garage-api-Errors",
    "garage-queue-Throttles",
    "garage-Age",
    "garage-Dead",
    "garage-BaysLost",
    "relay-IteratorAge",
    "relay-retry-Dead",
    "api-5xx",
  ])
    expect(watched).toContain(`forecourt-prod-${id}`);
});

function count({ stacks }: Platform): number {
  return Object.values(stacks).flatMap((resources) => Object.keys(resources)).length;
}

/** The routes by their key, with their lock and the parameter that names its authoriser. */
function routes(platform: Platform): Record<string, { key: string; lock: unknown; authorizer: string }> {
  const found = ofType(platform, "AWS::ApiGatewayV2::Route").map(({ Properties }) => ({
    key: String(Properties["RouteKey"]),
    lock: Properties["AuthorizationType"],
    authorizer: JSON.stringify(Properties["AuthorizerId"] ?? ""),
  }));
  return Object.fromEntries(found.map((each) => [each.key, each]));
}

type Statement = {
  readonly Sid?: string;
  readonly Action: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Every statement of every role of ours. */
function statements(platform: Platform): Statement[] {
  return ofType(platform, "AWS::IAM::Role").flatMap(({ Properties }) => {
    const policies = (Properties["Policies"] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  });
}
