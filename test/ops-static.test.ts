import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { lockBreaches } from "../verify/static/lock.ts";
import { judged, rules, unguarded } from "../verify/static/own-rules.ts";
import { sbom } from "../verify/static/sbom.ts";

const sound = { version: "1.0.0", integrity: "sha512-AAAA", license: "MIT" };
const pinned = { version: "1.0.0", dependencies: { left: "1.0.0" } };
const locked = (left: object) => ({
  lockfileVersion: 3,
  packages: { "": {}, "node_modules/left": { ...sound, ...left } },
});

test("a package without hash, with an address, with a script or under a foreign licence is not installed unseen", () => {
  expect(lockBreaches(locked({}), pinned)).toEqual([]);
  for (const bad of [
    { integrity: undefined },
    { integrity: "sha1-AAAA" },
    { resolved: "https://registry.example/left.tgz" },
    { hasInstallScript: true },
    { license: "AGPL-3.0-or-later" },
    { license: undefined },
    { license: "GPL-3.0-only", dev: true },
  ])
    expect(lockBreaches(locked(bad), pinned), JSON.stringify(bad)).toHaveLength(1);
  expect(lockBreaches(locked({ license: "AGPL-3.0-or-later", dev: true }), pinned)).toEqual([]);
  expect(lockBreaches(locked({}), { version: "1.0.0", dependencies: { left: "^1.0.0" } })).toHaveLength(1);
});

test("the bill of materials names every package once, with its hash, and is the same for the same lock", () => {
  const bill = sbom(locked({}), manifest) as { components: object[] };
  expect(bill.components).toEqual([
    expect.objectContaining({
      name: "left",
      purl: "pkg:npm/left@1.0.0",
      hashes: [{ alg: "SHA-512", content: "000000" }],
    }),
  ]);
  expect(sbom(locked({}), manifest)).toEqual(bill);
});

test("each rule of our own finds a resource that breaks it", () => {
  const far = { Effect: "Allow", Action: ["dynamodb:Scan", "dynamodb:*"], Resource: "*" };
  const broken: Record<string, object> = {
    "AWS::IAM::Role": {
      AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal: "*" }] },
      Policies: [{ PolicyDocument: { Statement: [far] } }],
    },
    "AWS::IAM::Policy": { PolicyDocument: { Statement: [far] } },
    "AWS::IAM::ManagedPolicy": { PolicyDocument: { Statement: [far] } },
    "AWS::Events::Rule": { Targets: [{ Id: "queue" }] },
  };
  const queues = [
    { QueueName: "orders", RedrivePolicy: { maxReceiveCount: 50 } },
    { QueueName: "orders-dead" },
  ];
  for (const { of, says } of rules)
    for (const Type of [of].flat()) {
      const every = Type === "AWS::SQS::Queue" ? queues : [broken[Type] ?? {}];
      const told = every.flatMap(
        (Properties) =>
          judged("prod", { It: { Type, Properties: Properties as Record<string, unknown> } }).breaches,
      );
      expect(told).toContain(`prod It: ${says}`);
    }
  const route = (AuthorizationType: string) => ({
    R: { Type: "AWS::ApiGatewayV2::Route", Properties: { RouteKey: "GET /v1/leads", AuthorizationType } },
  });
  expect(unguarded(route("NONE"), new Set())).toHaveLength(1);
  expect(unguarded(route("NONE"), new Set(["GET /v1/leads"]))).toEqual([]);
  expect(unguarded(route("JWT"), new Set())).toEqual([]);
});
