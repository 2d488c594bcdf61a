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
  const broken: Record<string, object> = {
    "AWS::IAM::Policy": {
      PolicyDocument: { Statement: [{ Effect: "Allow", Action: ["dynamodb:Scan", "dynamodb:*"] }] },
    },
    "AWS::SQS::Queue": { QueueName: "orders", RedrivePolicy: { maxReceiveCount: 50 } },
  };
  for (const { of, says } of rules) {
    const { breaches } = judged("prod", {
      It: { Type: of, Properties: broken[of] as Record<string, unknown> },
    });
    expect(breaches).toContain(`prod It: ${says}`);
  }
  const route = (AuthorizationType: string) => ({
    R: { Type: "AWS::ApiGatewayV2::Route", Properties: { RouteKey: "GET /v1/leads", AuthorizationType } },
  });
  expect(unguarded(route("NONE"), new Set())).toHaveLength(1);
  expect(unguarded(route("NONE"), new Set(["GET /v1/leads"]))).toEqual([]);
  expect(unguarded(route("JWT"), new Set())).toEqual([]);
});
