import { beforeEach, expect, test } from "vitest";
import { assertClaims, assertPermission, customerCaller, permissionsOf, staffCaller } from "#shared/access";
import { connect } from "#shared/aws";
import { assertOrigin, clientAddress } from "#shared/origin";
import { anonymous, type Caller, system } from "#shared/scope";
import { derivedKeys, forgetSecrets, secretsOf } from "#shared/secrets";
import { turnClock } from "#shared/time";
import { verifyToken } from "#shared/tokens";
import { forecourt } from "#test/support/forecourt";
import { modelHandler } from "#test/support/model/request-handler";
import { createSecrets } from "#test/support/model/secrets";
import { bakery } from "./bakery.ts";

const time = Date.parse("2026-11-25T09:00:00.000Z");
const second = time / 1000;
const pool = { iss: "https://idp/staff", client_id: "staff-client" };
const claims = { ...pool, token_use: "access", sub: "ada", exp: second + 1 };

beforeEach(() => {
  turnClock({ now: () => time, wait: () => Promise.resolve() });
  Object.assign(process.env, {
    STAFF_ISSUER: pool.iss,
    STAFF_CLIENT_ID: pool.client_id,
    CUSTOMER_ISSUER: "https://idp/customers",
    CUSTOMER_CLIENT_ID: "shop-client",
  });
});

const refused = (status: number, code: string) => expect.objectContaining({ status, code });

test("only a current access token of that pool and that client opens a door", () => {
  const { client_id: _client, ...audience } = claims;
  for (const good of [claims, { ...audience, aud: pool.client_id }, { ...claims, exp: String(claims.exp) }])
    expect(() => assertClaims(good, "staff")).not.toThrow();
  const { sub: _sub, ...nobody } = claims;
  for (const bad of [
    { ...claims, token_use: "id" },
    { ...claims, iss: "https://idp/customers" },
    { ...claims, client_id: "shop-client" },
    { ...claims, client_id: "shop-client", aud: pool.client_id },
    { ...audience, aud: "shop-client" },
    nobody,
    { ...claims, sub: 7 },
    { ...claims, exp: second },
    { ...claims, exp: undefined },
    {},
  ])
    expect(() => assertClaims(bad, "staff"), JSON.stringify(bad)).toThrow(refused(401, "token_invalid"));
  expect(() => assertClaims(claims, "customers")).toThrow(refused(401, "token_invalid"));
  const shopper = { ...claims, iss: "https://idp/customers", client_id: "shop-client" };
  expect(() => assertClaims(shopper, "customers")).not.toThrow();
});

test("a member of staff acts for the dealer of the token, in the roles of the token, and with no permission yet", () => {
  const of = (more: object) => staffCaller({ ...claims, ...more });
  expect(of({ dealer: "oslo-cars", roles: "owner  baker" })).toEqual({
    caller: { id: "ada", kind: "staff", dealer: "oslo-cars", permissions: new Set() },
    roles: ["owner", "baker"],
  });
  expect(of({ dealer: "oslo-cars" }).roles).toEqual([]);
  expect(of({ dealer: "oslo-cars", roles: ["owner"] }).roles).toEqual([]);
  expect(of({ dealer: "platform" }).caller.kind).toBe("operator");
  for (const dealer of [undefined, "", 7])
    expect(() => of({ dealer })).toThrow(refused(403, "membership_missing"));
  expect(customerCaller(claims)).toEqual({ id: "ada", kind: "customer", permissions: new Set() });
});

test("a dealer's own role adds to the built-in ones and cannot redefine one", () => {
  const builtIn = { baker: ["loaves:bake"] };
  const own = { baker: ["money:take"], cook: ["soup:cook"] };
  expect([...permissionsOf(["baker", "cook", "ghost"], builtIn, own)]).toEqual(["loaves:bake", "soup:cook"]);
  expect([...permissionsOf(["cook"], builtIn)]).toEqual([]);
});

test("a permission is had or refused by name", () => {
  const baker: Caller = { id: "ada", kind: "staff", permissions: new Set(["loaves:bake"]) };
  expect(() => assertPermission(baker, "loaves:bake")).not.toThrow();
  expect(() => assertPermission(baker, "loaves:sell")).toThrow(refused(403, "permission_missing"));
  expect(() => assertPermission(baker, "loaves:sell")).toThrow('"loaves:sell"');
  for (const nobody of [anonymous, system]) expect([...nobody.permissions]).toEqual([]);
  expect([anonymous.id, anonymous.kind, system.id, system.kind]).toEqual([
    "anonymous",
    "anonymous",
    "system",
    "system",
  ]);
});

test("a bearer token is verified for the pool that gave it, and every other text is refused alike", async () => {
  const world = await forecourt({ contexts: [bakery] });
  const { token, pools } = world.tokens;
  const good = token("customers", { sub: "ada" });
  const verified = await verifyToken(`Bearer ${good}`);
  expect(verified).toMatchObject({ pool: "customers", claims: { sub: "ada", token_use: "access" } });
  expect((await verifyToken(`Bearer ${token("staff", { sub: "bob" })}`)).pool).toBe("staff");
  const at = Math.floor(world.clock.now() / 1000);
  const [head = "", body = "", signature = ""] = good.split(".");
  const unsigned = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  for (const bad of [
    undefined,
    "",
    good,
    `bearer ${good}`,
    `Bearer  ${good}`,
    `Bearer ${good} `,
    `x Bearer ${good}`,
    `Bearer ${head}.${body}`,
    `Bearer ${unsigned}.${body}.${signature}`,
    `Bearer ${unsigned}.${body}.`,
    `Bearer ${head}.${body}.${signature.slice(0, -4)}AAAA`,
    "Bearer a.b.c",
    `Bearer ${token("customers", { sub: "ada", exp: at - 1 })}`,
    `Bearer ${token("customers", { sub: "ada", iss: "https://idp/elsewhere" })}`,
    `Bearer ${token("customers", { sub: "ada", iss: pools.staff.issuer })}`,
  ])
    await expect(verifyToken(bad), bad).rejects.toMatchObject({ status: 401, code: "token_invalid" });
});

test("keys of a pool are fetched once, where AWS is reached", async () => {
  const world = await forecourt({ contexts: [bakery] });
  const own = process.env["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] ?? "";
  const good = `Bearer ${world.tokens.token("customers", { sub: "ada" })}`;
  delete process.env["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"];
  process.env["AWS_ENDPOINT_URL"] = `${own}/`;
  try {
    expect((await verifyToken(good)).pool).toBe("customers");
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    expect((await verifyToken(good)).pool).toBe("customers");
  } finally {
    delete process.env["AWS_ENDPOINT_URL"];
    process.env["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] = own;
  }
});

/** Secrets Manager with these secrets, a clock that a test turns, and the calls that were made. */
function vault(secrets: Record<string, string>) {
  const aws = modelHandler({ secrets: createSecrets(secrets) });
  const clock = { at: time };
  turnClock({ now: () => clock.at, wait: () => Promise.resolve() });
  connect({
    requestHandler: aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  forgetSecrets();
  return { aws, clock };
}

test("a secret is read once in five minutes, and a rotation is noticed after them", async () => {
  const secrets = { bread: '{"b2":"new","b1":"old"}' };
  const { aws, clock } = vault(secrets);
  const both = [
    { id: "b2", secret: "new" },
    { id: "b1", secret: "old" },
  ];
  expect(await secretsOf("bread")).toEqual(both);
  secrets.bread = '{"b3":"newest"}';
  clock.at += 299_999;
  expect(await secretsOf("bread")).toEqual(both);
  expect(aws.calls).toHaveLength(1);
  clock.at += 1;
  expect(await secretsOf("bread")).toEqual([{ id: "b3", secret: "newest" }]);
  expect(aws.calls).toHaveLength(2);
});

test("keys are derived for one purpose from one root: 32 bytes that nobody else gets", async () => {
  vault({ root: '{"r2":"two","r1":"one"}' });
  process.env["ROOT_SECRET_ARN"] = "root";
  const keys = await derivedKeys("cursor");
  expect(keys.map(({ id, key }) => [id, key.length])).toEqual([
    ["r2", 32],
    ["r1", 32],
  ]);
  const others = await derivedKeys("webhook");
  const hex = [...keys, ...others].map(({ key }) => key.toString("hex"));
  expect(new Set(hex).size).toBe(4);
  expect((await derivedKeys("cursor")).map(({ key }) => key.toString("hex"))).toEqual(hex.slice(0, 2));
  // HKDF-SHA256 of "two" with salt "forecourt" and info "cursor": changed, every cursor and signature would break.
  const { hkdfSync } = await import("node:crypto");
  expect(hex[0]).toBe(Buffer.from(hkdfSync("sha256", "two", "forecourt", "cursor", 32)).toString("hex"));
  vault({ root: "{}" });
  await expect(derivedKeys("cursor")).rejects.toThrow("empty");
});

const call = (headers: Record<string, string>) =>
  ({ headers, requestContext: { http: { sourceIp: "192.0.2.1" } } }) as never;

test("with an edge only calls that came through it are heard, by the newest secret or the one before", async () => {
  vault({ origin: '{"o2":"new secret","o1":"old secret"}' });
  process.env["ORIGIN_SECRET_ARN"] = "origin";
  try {
    for (const good of ["new secret", "old secret"])
      await expect(assertOrigin(call({ "x-origin-verify": good }))).resolves.toBeUndefined();
    const refusal = { status: 403, code: "origin_refused" };
    await expect(assertOrigin(call({}))).rejects.toMatchObject(refusal);
    for (const bad of ["", "bad secret", "new secret and more"])
      await expect(assertOrigin(call({ "x-origin-verify": bad }))).rejects.toMatchObject(refusal);
  } finally {
    delete process.env["ORIGIN_SECRET_ARN"];
  }
  await expect(assertOrigin(call({}))).resolves.toBeUndefined();
});

test("the client's address is the edge's word where there is an edge, and nobody's elsewhere", () => {
  const told = (address: string) => call({ "cloudfront-viewer-address": address });
  expect(clientAddress(told("198.51.100.7:4711"))).toBe("192.0.2.1");
  process.env["ORIGIN_SECRET_ARN"] = "origin";
  try {
    expect(clientAddress(told("198.51.100.7:4711"))).toBe("198.51.100.7");
    expect(clientAddress(told("2001:db8::1:4711"))).toBe("2001:db8::1");
    expect(clientAddress(call({}))).toBe("192.0.2.1");
  } finally {
    delete process.env["ORIGIN_SECRET_ARN"];
  }
});
