import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { contexts } from "#functions/index";
import type { Route } from "#shared/http";
import { newId } from "#shared/ids";
import type { Answer, Caller, Sent } from "#local/seed/calling";
import { clientOf } from "./contract/engine.ts";
import { given, london, then } from "./steps.ts";

/* Whatever is sent, what our code answers is a problem document with a code, and nothing is written. */

const all = contexts.flatMap(({ routes }) => Object.entries(routes));
const taking = all.filter(([, { body }]) => body !== undefined);
const asking = all.filter(([key, { query }]) => key.startsWith("GET ") && query !== undefined);

let before: number;

beforeAll(async () => {
  // Signing in is no part of what is measured.
  await Promise.all(
    ["stock:write", "customer", "dealers:administer"].map((who) => callerFor(who).get("/v1/me")),
  );
  await then.quiet();
  before = await countItems();
});

afterAll(async () => {
  await then.quiet();
  expect(await countItems(), "items in the table").toBe(before);
});

describe("a body that is wrong is refused", () => {
  const nested = "[".repeat(20_000) + "]".repeat(20_000);
  const wrong: [string, Sent, number[]][] = [
    ["broken JSON", { body: '{"a":' }, [400]],
    [
      "no JSON at all",
      { body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
      [415],
    ],
    ["a list", { body: [] }, [400]],
    ["nothing but null", { body: "null" }, [400]],
    ["unknown fields", { body: { is_admin: true, __proto__x: 1 } }, [400]],
    ["a prototype to pollute", { body: '{"__proto__":{"is_admin":true}}' }, [400]],
    ["lists in lists in lists", { body: nested }, [400]],
  ];

  describe.each(wrong)("%s", (_, sent, statuses) => {
    test.each(taking)("%s", async (key, route) => {
      const answer = await call(key, route, sent);
      assertProblem(answer);
      expect(statuses).toContain(answer.status);
    });
  });
});

describe("values of the wrong type and absurd numbers are refused", () => {
  const absurd = [1e308, -1, 1.5, "1", null, true, [], {}, "x".repeat(300_000)];
  test.each([
    ["POST /v1/vehicles", "mileage_km"],
    ["POST /v1/vehicles", "price"],
    ["POST /v1/stock-units", "vin"],
    ["POST /v1/dealers/{dealer}/orders", "vehicle"],
    ["POST /v1/dealers/{dealer}/leads", "contact"],
    ["POST /v1/stores", "address"],
    ["POST /v1/dealers", "dealer"],
  ])("%s: %s", async (key, field) => {
    const route = all.find(([each]) => each === key)?.[1];
    if (!route) throw new Error(`There is no ${key}.`);
    for (const value of absurd) assertProblem(await call(key, route, { body: { [field]: value } }));
  });
});

test("a body of 5 MB is refused and not read to the end of its meaning", async () => {
  const body = JSON.stringify({ contact: { email: "big@example.org" }, message: "x".repeat(5_000_000) });
  const answer = await given.visitor().ask("POST", `/v1/dealers/${london}/leads`, { body });
  assertProblem(answer);
  expect(answer).toMatchObject({ status: 413, body: { code: "body_too_large" } });
});

describe("a question that is wrong is refused", () => {
  const wrong = [
    "limit=1&limit=2",
    "limit=99999999999999999999",
    "limit=-1",
    "limit=0",
    "limit=",
    "cursor=nonsense",
    "is_admin=1",
  ];
  test.each(asking.filter(([, { query }]) => query && "limit" in query.shape))("%s", async (key, route) => {
    for (const query of wrong) {
      const answer = await call(`${key}?${query}${needed[key] ?? ""}`, route, {});
      assertProblem(answer);
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });

  /** What these lists ask for besides a page. */
  const needed: Record<string, string> = { "GET /v1/stock-movements": "&sku=WIPER-600" };
});

test("an address that is nothing, and a method that is none, are answered like any other mistake", async () => {
  const answers = [
    await given.visitor().ask("GET", "/v1/no-such-thing"),
    await given.visitor().ask("POST", "/v1/health"),
    await given.visitor().ask("GET", `/v1/dealers/${london}/vehicles/${"x".repeat(200)}`),
    await given.visitor().ask("GET", "/v1/dealers/no-such-dealer/vehicles"),
  ];
  for (const answer of answers) assertProblem(answer);
});

test("an order without an Idempotency-Key, and a change without If-Match, are refused by name", async () => {
  const vehicle = newId("veh");
  const keyless = await callerFor("customer").ask("POST", `/v1/dealers/${london}/orders`, {
    body: { vehicle },
    headers: { "idempotency-key": "" },
  });
  const blind = await callerFor("stock:write").ask("PATCH", `/v1/vehicles/${vehicle}`, {
    body: { trim: "x" },
  });
  expect(blind).toMatchObject({ status: 428, body: { code: "if_match_missing" } });
  expect(keyless.status).toBe(400);
  assertProblem(keyless);
});

function assertProblem({ status, headers, body }: Answer): void {
  const seen = { status, type: headers.get("content-type"), body };
  expect(status, JSON.stringify(seen)).toBeGreaterThanOrEqual(400);
  expect(status, JSON.stringify(seen)).toBeLessThan(500);
  expect(seen.type).toBe("application/problem+json");
  expect(body).toMatchObject({
    status,
    code: expect.stringMatching(/^[a-z][a-z_]+$/) as unknown,
    title: expect.any(String) as unknown,
    detail: expect.any(String) as unknown,
  });
}

function call(key: string, { who }: Route, sent: Sent): Promise<Answer> {
  const [method = "", path = ""] = key.split(" ");
  const real = path
    .replace("{dealer}", london)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => nowhere[name] ?? newId("x"));
  const changes = ["PATCH", "PUT", "DELETE"].includes(method);
  return callerFor(who).ask(method, real, {
    ...sent,
    headers: { ...(changes ? { "if-match": '"1"' } : {}), ...sent.headers },
  });
}

const nowhere: Record<string, string> = {
  vin: "WVWZZZAUZKB999999",
  account: "6d0c1a52-7a0e-4b7e-9a53-1f6a2c7f0b11",
};

function callerFor(who: string): Caller {
  if (who === "anyone" || who === "provider") return given.visitor();
  if (who === "customer") return given.customer(london, 8);
  return who === "dealers:administer" ? given.operator() : given.staff(london);
}

async function countItems(): Promise<number> {
  const cloud = inject("cloud");
  const client = new DynamoDBClient(clientOf(cloud));
  let count = 0;
  let from: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: cloud.outputs.TableName,
        Select: "COUNT",
        ConsistentRead: true,
        ExclusiveStartKey: from,
        // Limits are spent before anything is looked at; that is their purpose.
        FilterExpression: "NOT contains(pk, :limit)",
        ExpressionAttributeValues: { ":limit": { S: "#limit#" } },
      }),
    );
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey as typeof from;
  } while (from);
  return count;
}
