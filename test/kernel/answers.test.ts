import { expect, test } from "vitest";
import * as z from "zod/mini";
import { problem, success } from "#shared/answer";
import { busy, missing, Refusal } from "#shared/errors";
import { anyone, customer, page, type Route, route, wholeNumber } from "#shared/http";

const Loaf = z.object({ loaf: z.string(), version: z.optional(z.int()) });
const always = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
};
const raw = (headers: Record<string, string> = {}) => ({ headers, body: "" });
const given = (who: Route["who"], reply: Parameters<typeof route>[0]["reply"]): Route =>
  route({ who, summary: "", reply, run: async () => undefined });
const json = { ...always, "content-type": "application/json" };

test("an answer says what its schema declares and nothing else, with its version as the ETag", () => {
  const one = given(anyone, { 201: Loaf });
  expect(success(one, "POST", { loaf: "rye", version: 3, secret: "flour" }, raw())).toEqual({
    statusCode: 201,
    headers: { ...json, "cache-control": "no-store", etag: '"3"' },
    body: '{"loaf":"rye","version":3}',
  });
  expect(success(one, "POST", { loaf: "rye" }, raw())).toEqual({
    statusCode: 201,
    headers: { ...json, "cache-control": "no-store" },
    body: '{"loaf":"rye"}',
  });
});

test.each([
  [anyone, "GET", "public, max-age=5"],
  [anyone, "POST", "no-store"],
  [customer, "GET", "no-store"],
  ["loaves:bake", "GET", "no-store"],
] as const)("who %s asks by %s gets an answer that is kept so: %s", (who, method, caching) => {
  const answer = success(given(who, { 200: Loaf }), method, { loaf: "rye" }, raw());
  expect(answer.headers?.["cache-control"]).toBe(caching);
});

test("who has this very version already is told so, and only by a GET", () => {
  const one = given(customer, { 200: Loaf });
  const said = { loaf: "rye", version: 3 };
  const unchanged = success(one, "GET", said, raw({ "if-none-match": '"3"' }));
  expect(unchanged).toEqual({
    statusCode: 304,
    headers: { ...always, "cache-control": "no-store", etag: '"3"' },
  });
  expect(success(one, "GET", said, raw({ "if-none-match": '"2"' })).statusCode).toBe(200);
  expect(success(one, "PATCH", said, raw({ "if-none-match": '"3"' })).statusCode).toBe(200);
});

test("an answer without a schema has no body, a document its own type and headers", () => {
  expect(success(given(customer, { 204: null }), "DELETE", undefined, raw())).toEqual({
    statusCode: 204,
    headers: { ...always, "cache-control": "no-store" },
  });
  const bread = given(anyone, { document: "text/plain" });
  expect(
    success(bread, "GET", { content: "rye", headers: { "cache-control": "max-age=60" } }, raw()),
  ).toEqual({
    statusCode: 200,
    headers: { ...always, "content-type": "text/plain", "cache-control": "max-age=60" },
    body: "rye",
  });
  expect(given(anyone, {}).reply).toEqual({ status: 204, schema: undefined, type: "application/json" });
});

const problemHeaders = { ...always, "content-type": "application/problem+json", "cache-control": "no-store" };

test("a refusal is a problem document: what programs branch on, a sentence, and what belongs to it", () => {
  const refusal = new Refusal(409, "sold_out_today", "None left.", { loaf: "rye" });
  expect(problem(refusal)).toEqual({
    statusCode: 409,
    headers: problemHeaders,
    body: JSON.stringify({
      type: "/v1/docs#problem-sold_out_today",
      title: "sold out today",
      status: 409,
      code: "sold_out_today",
      detail: "None left.",
      loaf: "rye",
    }),
  });
});

test("what is no refusal tells its caller nothing of itself", () => {
  const { statusCode, body, headers } = problem(new TypeError("flour is undefined"));
  expect([statusCode, headers]).toEqual([500, problemHeaders]);
  expect(JSON.parse(body ?? "")).toEqual({
    type: "/v1/docs#problem-internal_error",
    title: "internal error",
    status: 500,
    code: "internal_error",
    detail: "Something went wrong on our side. Please try again.",
  });
});

test("who must wait is told how long, and who must sign in how", () => {
  expect(problem(busy())).toMatchObject({ statusCode: 503, headers: { "retry-after": "1" } });
  expect(JSON.parse(problem(busy()).body ?? "")).toMatchObject({ code: "busy", retry_after_seconds: 1 });
  const odd = problem(new Refusal(429, "odd", "Odd.", { retry_after_seconds: "soon" }));
  expect(odd.headers).not.toHaveProperty("retry-after");
  expect(problem(new Refusal(401, "token_invalid", "No.")).headers?.["www-authenticate"]).toBe("Bearer");
  expect(problem(new Refusal(403, "no", "No.")).headers).not.toHaveProperty("www-authenticate");
});

test("what is missing is named in words", () => {
  expect(missing("StockUnit")).toMatchObject({ status: 404, code: "not_found" });
  expect([missing("StockUnit").message, missing("VIN").message, missing("Order").message]).toEqual([
    "There is no such stock unit.",
    "There is no such vin.",
    "There is no such order.",
  ]);
});

test("a route that says nothing of it takes an idempotency key, reads no membership and nothing personal", () => {
  expect(given(customer, { 200: Loaf })).toMatchObject({
    idempotency: "optional",
    fresh: false,
    personal: false,
    refuses: [],
  });
});

test("a page of a list has rows, and a cursor where there is more", () => {
  expect(page(Loaf).parse({ data: [{ loaf: "rye" }], next_cursor: "r1.x", total: 3 })).toEqual({
    data: [{ loaf: "rye" }],
    next_cursor: "r1.x",
  });
  expect(page(Loaf).safeParse({ data: [{}] }).success).toBe(false);
});

test("a whole number of a query is digits and nothing else, within its bounds", () => {
  const one = wholeNumber({ min: 1, max: 100 });
  expect(["1", "100", "007"].map((text) => one.parse(text))).toEqual([1, 100, 7]);
  for (const text of ["0", "101", "-1", "1.5", "1e2", " 1", "1 ", "", "0x10", "99999999999999999"])
    expect(one.safeParse(text).success, text).toBe(false);
  expect(wholeNumber().parse("9007199254740991")).toBe(Number.MAX_SAFE_INTEGER);
  expect(wholeNumber().safeParse("9007199254740993").success).toBe(false);
});
