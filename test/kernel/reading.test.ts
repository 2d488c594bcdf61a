import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { Refusal } from "#shared/errors";
import { anyone, provider, type Raw, type Route, route } from "#shared/http";
import { bodyOf, checked, paramsOf, queryOf, rawOf } from "#shared/request";

const Loaf = z.strictObject({ kind: z.string(), left: z.int() });
const Query = z.object({
  kind: z.optional(z.string()),
  shelf: z.optional(z.array(z.string())),
  grain: z._default(z.array(z.string()), ["rye"]),
});
const taking = (given: { who?: Route["who"]; body?: z.ZodMiniType; query?: z.ZodMiniObject }): Route =>
  ({
    ...route({ who: anyone, summary: "", reply: { 204: null }, run: async () => null }),
    ...given,
  }) as Route;
const event = (given: Partial<APIGatewayProxyEventV2>) =>
  ({ headers: {}, ...given }) as APIGatewayProxyEventV2;
const typed = (type: string | undefined, body: string): Raw => ({
  headers: type === undefined ? {} : { "content-type": type },
  body,
});

/** Status and code of the refusal, and what it says of single fields. */
function refused(run: () => unknown): unknown[] {
  try {
    return ["taken", run()];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [error.status, error.code, ...((error.extra["errors"] as unknown[] | undefined) ?? [])];
  }
}
const unclear = (path: string, message: string) => [400, "invalid_request", { path, message }];

test("headers are read by their names in lower case, bodies as text", () => {
  expect(
    rawOf(event({ headers: { "Content-Type": "a", "X-Empty": undefined as never }, body: "hi" })),
  ).toEqual({
    headers: { "content-type": "a", "x-empty": "" },
    body: "hi",
  });
  expect(rawOf(event({}))).toEqual({ headers: {}, body: "" });
  const coded = Buffer.from("grüße").toString("base64");
  expect(rawOf(event({ body: coded, isBase64Encoded: true })).body).toBe("grüße");
});

test("a body has at most 256 KB, counted in bytes, however it travels", () => {
  const most = 256 * 1024;
  expect(rawOf(event({ body: "x".repeat(most) })).body).toHaveLength(most);
  const tooLarge = [413, "body_too_large"];
  expect(refused(() => rawOf(event({ body: "x".repeat(most + 1) })))).toEqual(tooLarge);
  expect(refused(() => rawOf(event({ body: "ü".repeat(most / 2 + 1) })))).toEqual(tooLarge);
  const coded = (bytes: number) => Buffer.alloc(bytes, "x").toString("base64");
  expect(rawOf(event({ body: coded(most - 1), isBase64Encoded: true })).body).toHaveLength(most - 1);
  expect(refused(() => rawOf(event({ body: coded(most + 2), isBase64Encoded: true })))).toEqual(tooLarge);
});

test("a body is JSON of the route's shape and says so", () => {
  const loaf = '{"kind":"rye","left":1}';
  const read = (type: string | undefined, body: string) =>
    refused(() => bodyOf(taking({ body: Loaf }), typed(type, body)));
  for (const type of ["application/json", "application/json; charset=utf-8", "Application/JSON"])
    expect(read(type, loaf)).toEqual(["taken", { kind: "rye", left: 1 }]);
  for (const type of [undefined, "text/plain", "text/application/json", "application/jsonp"])
    expect(read(type, loaf), type).toEqual([415, "content_type_unsupported"]);
  expect(read("application/json", "{")).toEqual([400, "json_invalid"]);
  expect(read("application/json", '{"kind":"rye"}')).toEqual(
    unclear("left", "Invalid input: expected number, received undefined"),
  );
});

test("a route that takes no body takes an empty one", () => {
  const read = (body: string) => refused(() => bodyOf(taking({}), typed("text/plain", body)));
  for (const body of ["", "{}", " {\n} "]) expect(read(body)).toEqual(["taken", undefined]);
  for (const body of ["[]", '{"a":1}', " ", "null"])
    expect(read(body), body).toEqual(unclear("", "this route takes no body"));
});

test("a provider's body is its own affair: its signature is over the bytes", () => {
  expect(bodyOf(taking({ who: provider, body: Loaf }), typed(undefined, "anything"))).toBeUndefined();
});

test("a parameter is given once, unless the route wants a list of it", () => {
  const read = (rawQueryString: string) =>
    refused(() => queryOf(taking({ query: Query }), event({ rawQueryString })));
  expect(read("kind=rye&shelf=a&shelf=b&grain=oat")).toEqual([
    "taken",
    { kind: "rye", shelf: ["a", "b"], grain: ["oat"] },
  ]);
  expect(read("shelf=a")).toEqual(["taken", { shelf: ["a"], grain: ["rye"] }]);
  expect(read("kind=a&kind=b")).toEqual(unclear("kind", "given more than once"));
  expect(read("toString=a&toString=b")).toEqual(unclear("toString", "given more than once"));
  for (const text of ["colour=red", "__proto__=red", "kind=rye&constructor=x"])
    expect(read(text).slice(0, 2), text).toEqual([400, "invalid_request"]);
});

test("a route without parameters refuses every one", () => {
  const read = (rawQueryString: string) => refused(() => queryOf(taking({}), event({ rawQueryString })));
  expect(read("")).toEqual(["taken", {}]);
  expect(read("kind=rye").slice(0, 2)).toEqual([400, "invalid_request"]);
});

test("a part of a path is an identifier, or names nothing", () => {
  const read = (loaf: string) => refused(() => paramsOf(event({ pathParameters: { loaf } })));
  for (const good of ["a", "9", "loaf_01", "A.b-c_d", "x".repeat(80)])
    expect(read(good)).toEqual(["taken", { loaf: good }]);
  for (const bad of ["", "-a", ".a", "_a", "a b", "a/b", "a#b", "ä", "x".repeat(81)])
    expect(read(bad), bad).toEqual([404, "not_found"]);
  expect(paramsOf(event({ pathParameters: { proxy: "any/thing at all" } }))).toEqual({
    proxy: "any/thing at all",
  });
  expect(paramsOf(event({}))).toEqual({});
});

test("what is wrong is said by field, twenty at most, and no value is said back", () => {
  const Deep = z.object({ basket: z.array(Loaf) });
  const basket = [{ kind: "rye", left: "secret" }];
  expect(refused(() => checked(Deep, { basket }))).toEqual(
    unclear("basket.0.left", "Invalid input: expected number, received string"),
  );
  const many = Array.from({ length: 30 }, () => ({ kind: 7, left: 1 }));
  expect(refused(() => checked(Deep, { basket: many }))).toHaveLength(2 + 20);
  expect(checked(Deep, { basket: [] })).toEqual({ basket: [] });
});
