import { globSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { contexts } from "#functions/index";
import { cachedPaths } from "#infra/cached-paths";
import { forwardedHeaders } from "#infra/cache-policies";
import { entries } from "#infra/entries";
import { eventPatterns, patternLimit } from "#infra/rules";
import { stageNamed } from "#infra/stages";
import { anyone, customer, defineContext, on, route } from "#shared/context";
import { defineEvent } from "#shared/events";
import { defineCommand } from "#shared/timers";
import { platformOf } from "./support/templates.ts";
import { following, withHeader } from "../infra/rotation/following.mjs";

const answer = { summary: "", reply: { 204: null }, run: () => Promise.resolve(null) } as const;
const open = route({ ...answer, who: anyone });

test("what is somebody's own is never cached for everybody", () => {
  const paths = cachedPaths([
    {
      routes: {
        "GET /v1/dealers/{dealer}": open,
        "GET /v1/dealers/{dealer}/stores": open,
        "GET /v1/health": open,
      },
    },
    {
      routes: {
        "GET /v1/dealers/{dealer}/orders": route({ ...answer, who: customer }),
        "ANY /v1/{proxy+}": open,
      },
    },
    { routes: { "GET /v1/dealers/{dealer}/leads": open, "POST /v1/dealers/{dealer}/leads": open } },
  ]);
  expect(paths).toEqual(["/v1/dealers/*/stores", "/v1/health"]);
});

test("a context hears of every event it reacts to, whatever their number, and its rules fit EventBridge's limit", () => {
  const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,60}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 200 }), (names) => {
      const events = names.map((each) => defineEvent(each, 1, "", () => z.object({})));
      const command = defineCommand("garage.tidy", () => z.object({}));
      const patterns = eventPatterns({
        reactions: { all: on([...events, command] as never, () => Promise.resolve()) },
      });
      for (const pattern of patterns)
        expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(patternLimit);
      expect(patterns.flatMap((pattern) => pattern["detail-type"]).toSorted()).toEqual(names.toSorted());
    }),
  );
});

test("an entry exports what its manifest needs and imports nothing else", () => {
  const quiet = defineContext({ name: "stock-lists", summary: "", routes: { "GET /v1/stock-lists": open } });
  const [source] = entries([quiet]).map(({ source }) => source);
  expect(source).toContain(`import { stockLists } from "#functions/stock-lists/context";`);
  expect(source).toContain("export const api = serve(stockLists, access);");
  expect(source).not.toContain("consume");
});

test("no key of a context can be taken for another's: roles tell them apart by the name between two #", () => {
  const names = contexts.map(({ name }) => name);
  for (const { name, entities } of contexts)
    for (const { definition } of entities) {
      const keys = [definition.key.pk, ...Object.values(definition.index).map(({ pk }) => pk)];
      for (const segments of keys.map((key) => key.split("#").slice(2)))
        expect(segments.filter((segment) => names.includes(segment) && segment !== name)).toEqual([]);
    }
});

test("CloudFront is only told a secret that the functions have long accepted", () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { minLength: 1, maxLength: 12 }), (fresh) => {
      let accepted: ReturnType<typeof following> | { current: string } = { current: "first" };
      for (const value of fresh) {
        const next = following(accepted, value);
        expect(Object.values(accepted)).toContain(next.current);
        expect(Object.values(next)).toContain(accepted.current);
        accepted = next;
      }
    }),
  );
});

test("telling CloudFront the same secret twice deploys nothing", () => {
  const config = (value: string) => ({
    Origins: {
      Items: [{ CustomHeaders: { Items: [{ HeaderName: "x-origin-verify", HeaderValue: value }] } }],
    },
  });
  expect(withHeader(config("old"), "x-origin-verify", "new")).toEqual(config("new"));
  expect(withHeader(config("new"), "x-origin-verify", "new")).toBeUndefined();
});

test("every request header that our code reads gets through CloudFront", () => {
  const readIn = (folders: string[], by: RegExp) =>
    folders.flatMap((folder) =>
      globSync(`${folder}/**/*.ts`).flatMap((file) => [...readFileSync(file, "utf8").matchAll(by)]),
    );
  const read = [
    ...readIn(["shared", "functions"], /(?:event|raw|request)\.headers\["([a-z-]+)"\]/g),
    ...readIn(["web/storefront"], /\bheaders\["([a-z-]+)"\]/g),
  ];
  const names = new Set(read.map(([, name = ""]) => name));
  // The gateway's own, and what policies hand on by other means than a list of names.
  const otherwise = ["host", "x-forwarded-proto", "cookie", "accept-encoding", "x-origin-verify"];
  const through = [...forwardedHeaders.map((name) => name.toLowerCase()), ...otherwise];
  expect(names.size).toBeGreaterThan(3);
  expect([...names].filter((name) => !through.includes(name))).toEqual([]);
});

test("a stage that does not exist is refused by name", () => {
  expect(() => stageNamed("production")).toThrow(/"production".*dev, staging, prod/);
});

type Said = { readonly Principal?: { readonly Service?: string | string[] }; readonly Condition?: unknown };

test("an alarm's topic and its key hear only the services of this account that speak there", () => {
  const { stacks } = platformOf("prod");
  const heard = (name: string) =>
    Object.values(stacks[name] ?? {})
      .filter(({ Type }) => Type === "AWS::SNS::TopicPolicy" || Type === "AWS::KMS::Key")
      .flatMap(({ Properties }) => {
        const policy = (Properties["PolicyDocument"] ?? Properties["KeyPolicy"]) as {
          Statement: Said[];
        };
        return policy.Statement.filter(({ Principal }) =>
          JSON.stringify(Principal).includes("amazonaws.com"),
        );
      })
      .map(({ Principal, Condition }) => [[Principal?.Service ?? []].flat().toSorted(), Condition]);
  const ours = { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } };
  const [costs, alarms] = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"];
  expect(heard("Ops")).toEqual([
    [[costs, alarms], ours],
    [[costs, alarms], ours],
  ]);
  expect(heard("Edge")).toEqual([
    [[alarms], ours],
    [[alarms], ours],
  ]);
});
