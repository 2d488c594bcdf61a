import { expect, test } from "vitest";
import { apiAddress, apiAddressIfAny } from "#shared/address";
import { assertReachable, guardKeys } from "#shared/guard";
import { beginning, encode, fill, fillAll } from "#shared/keys";
import { asPlatform, type Caller, inDealer, scope, scopeIfAny, system, within } from "#shared/scope";
import { sign, verifySignature } from "#shared/signatures";
import { forecourt } from "#test/support/forecourt";
import { bakery } from "./bakery.ts";

const scopeOf = (dealer: string, caller: Caller = system) => ({
  context: "bakery",
  dealer,
  caller,
  correlation: "c",
  action: "test",
});
const inside = <T>(run: () => T, dealer = "oslo-cars"): T => within(scopeOf(dealer), run);
const at = (pk: string) => ({ pk: { S: pk }, sk: { S: "x" } });
const own = "oslo-cars#bakery#loaf#1";
const foreign = "rome-cars#bakery#loaf#1";

/** Whether a call passes the guard from inside Oslo's scope. */
async function passes(input: object): Promise<boolean> {
  let reached = false;
  const guarded = guardKeys(async () => {
    reached = true;
    return "answer";
  });
  const answer = await inside(() => guarded({ input })).catch((error: Error) => error.message);
  // A refusal is the guard's own word, never an accident on the way to one.
  expect(answer).toMatch(reached ? /^answer$/ : /^A (key of|call without partition keys|partition key must)/);
  return reached;
}

test("every shape of call is let through with one's own keys and stopped with one foreign key among them", async () => {
  const put = (pk: string) => ({ Put: { Item: at(pk) } });
  const shapes: ((pk: string) => object)[] = [
    (pk) => ({ Key: at(pk) }),
    (pk) => ({ Item: at(pk) }),
    (pk) => ({ Item: { ...at(own), gs1pk: { S: pk } } }),
    (pk) => ({ Item: { ...at(own), gs12pk: { S: pk } } }),
    (pk) => ({ Key: at(own), ExpressionAttributeValues: { ":gs1pk": { S: pk } } }),
    (pk) => ({ Key: at(own), ExpressionAttributeValues: { ":gs12pk": { S: pk } } }),
    (pk) => ({ KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": { S: pk } } }),
    (pk) => ({ TransactItems: [put(own), put(pk)] }),
    (pk) => ({ TransactItems: [put(own), { Delete: { Key: at(pk) } }] }),
    (pk) => ({ TransactItems: [{ ConditionCheck: { Key: at(pk) } }] }),
    (pk) => ({ RequestItems: { table: { Keys: [at(own), at(pk)] } } }),
    (pk) => ({
      RequestItems: { table: [{ PutRequest: { Item: at(own) } }, { PutRequest: { Item: at(pk) } }] },
    }),
    (pk) => ({ RequestItems: { table: [{ DeleteRequest: { Key: at(pk) } }] } }),
  ];
  for (const [index, shape] of shapes.entries())
    expect([index, await passes(shape(own)), await passes(shape(foreign))]).toEqual([index, true, false]);
});

test("only partition keys are looked at: values that merely look like one are data", async () => {
  const data = { S: foreign };
  expect(await passes({ Item: { ...at(own), note: data, xgs1pk: data, gs1pkx: data, gs1sk: data } })).toBe(
    true,
  );
  const values = { ":note": data, ":xgs1pk": data, ":gs1pkx": data, "x:gs1pk": data };
  expect(await passes({ Key: at(own), ExpressionAttributeValues: values })).toBe(true);
});

test("a call without a partition key, or with one that is no text, is refused", async () => {
  for (const input of [
    {},
    { Key: {} },
    { Key: { pk: { N: "1" } } },
    { Item: { pk: {} } },
    { KeyConditionExpression: "pk = :pk" },
    { RequestItems: { table: { Keys: [{}] } } },
    { TransactItems: [{ Put: {} }] },
  ])
    expect(await passes(input), JSON.stringify(input)).toBe(false);
  expect(await passes({ RequestItems: { table: {} } })).toBe(true);
});

test("the platform's own items need a widened scope; its timers need none; nobody is the dealer without a name", () => {
  const reaches = (key: string) => () => assertReachable(key);
  expect(inside(reaches("platform#timers#2026#1"))).toBeUndefined();
  expect(() => inside(reaches("platform#accounts#1"))).toThrow('"platform"');
  expect(inside(() => asPlatform("a test", reaches("platform#accounts#1")))).toBeUndefined();
  expect(() => inside(() => asPlatform("a test", reaches(foreign)))).toThrow('"rome-cars"');
  expect(() => inside(reaches("oslo-carsx#1"))).toThrow();
  expect(() => inside(reaches("oslo-cars"))).toThrow();
  expect(() => inside(reaches("#1"), "")).toThrow();
});

test("another dealer is entered by an operator or the platform alone, and left with the call", async () => {
  const as = (kind: Caller["kind"], run: () => unknown) =>
    within(scopeOf("oslo-cars", { id: "x", kind, permissions: new Set() }), run);
  const enters = () => inDealer("rome-cars", "a test", () => scope().dealer);
  for (const kind of ["operator", "system"] as const) expect(as(kind, enters)).toBe("rome-cars");
  for (const kind of ["staff", "customer", "anonymous"] as const)
    expect(() => as(kind, enters)).toThrow("may not act");
  expect(as("operator", () => [enters(), scope().dealer])).toEqual(["rome-cars", "oslo-cars"]);
  expect(inside(() => asPlatform("a test", () => scope()))).toMatchObject({
    dealer: "oslo-cars",
    action: "test",
    widened: true,
  });
  expect(scopeIfAny()).toBeUndefined();
  expect(inside(() => scopeIfAny()?.dealer)).toBe("oslo-cars");
  expect(() => scope()).toThrow("No scope");
});

test("a key is whole or not there, and its parts are padded, escaped and in order", () => {
  const template = "{dealer}#bakery#{kind}#{left}";
  const key = (values: object) => inside(() => fill(template, values as never));
  expect(key({ kind: "rye", left: 7 })).toBe("oslo-cars#bakery#rye#0000000000000007");
  expect(key({ kind: "a#b%c", left: 0 })).toBe("oslo-cars#bakery#a%23b%25c#0000000000000000");
  expect(key({ kind: true, left: 1, dealer: "rome-cars" })).toBe("oslo-cars#bakery#1#0000000000000001");
  expect(key({ kind: false, left: 1 })).toBe("oslo-cars#bakery#0#0000000000000001");
  for (const gone of [undefined, null, ""]) {
    expect(key({ kind: gone, left: 1 })).toBeUndefined();
    expect(() => inside(() => fillAll(template, { kind: gone, left: 1 }))).toThrow(template);
  }
  expect(inside(() => fillAll(template, { kind: "rye", left: 7 }))).toBe(key({ kind: "rye", left: 7 }));
  expect(beginning("{kind}#{left}#end", {})).toBe("");
  expect(beginning("loaf#{kind}#{left}", { kind: "a#" })).toBe("loaf#a%23#");
  expect(beginning("{kind}#{left}#end", { kind: "rye", left: 7 })).toBe("rye#0000000000000007#end");
});

test("what cannot be part of a key is refused: fractions, negative and unsafe numbers, objects", () => {
  for (const value of [-1, 0.5, Number.NaN, 2 ** 53, {}, [], null, undefined, 1n])
    expect(() => encode(value), String(value)).toThrow("part of a key");
  expect(encode(2 ** 53 - 1)).toBe("9007199254740991");
});

test("the platform's address is the one it was told, else its gateway's, and never ends in a slash", () => {
  const set = (env: Record<string, string | undefined>) => {
    for (const name of ["API_ENDPOINT", "API_ID", "AWS_REGION"]) delete process.env[name];
    for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
  };
  const { API_ENDPOINT, API_ID, AWS_REGION } = process.env;
  try {
    set({ API_ENDPOINT: "https://cars.example/", API_ID: "abc" });
    expect([apiAddress(), apiAddressIfAny()]).toEqual(["https://cars.example", "https://cars.example"]);
    set({ API_ENDPOINT: "https://cars.example/api" });
    expect(apiAddress()).toBe("https://cars.example/api");
    set({ API_ID: "abc", AWS_REGION: "eu-west-2" });
    expect(apiAddress()).toBe("https://abc.execute-api.eu-west-2.amazonaws.com");
    set({});
    expect(apiAddressIfAny()).toBeUndefined();
    expect(() => apiAddress()).toThrow("API_ENDPOINT");
  } finally {
    set({ API_ENDPOINT, API_ID, AWS_REGION });
  }
});

test("a signed message carries id, second and one signature, and is shaped as the standard says or refused", async () => {
  const world = await forecourt({ contexts: [bakery] });
  world.clock.advance(999);
  const headers = await sign("bank#1", "msg_1", "x");
  expect(headers).toMatchObject({ "webhook-id": "msg_1", "webhook-timestamp": "1795597200" });
  expect(headers["webhook-signature"]).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  const hears = (more: Record<string, string>) =>
    verifySignature("bank#1", { headers: { ...headers, ...more }, body: "x" }).catch(
      (error: { code: string }) => error.code,
    );
  const signature = headers["webhook-signature"] ?? "";
  expect(await hears({})).toBe("msg_1");
  // Ten signatures are a rotation; more are somebody guessing.
  expect(await hears({ "webhook-signature": `${"v1,AAAA ".repeat(9)}${signature}` })).toBe("msg_1");
  expect(await hears({ "webhook-signature": `${"v1,AAAA ".repeat(10)}${signature}` })).toBe(
    "signature_invalid",
  );
  for (const id of ["", "msg 1", "x".repeat(101)]) {
    const shaped = await sign("bank#1", id, "x");
    expect(await hears(shaped)).toBe("signature_invalid");
  }
  const longest = await sign("bank#1", "x".repeat(100), "x");
  expect(await hears(longest)).toBe("x".repeat(100));
  for (const second of ["", "soon", "1795597200.0", "01795597200000000"])
    expect(await hears({ "webhook-timestamp": second })).toBe("signature_invalid");
});
