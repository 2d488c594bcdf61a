import { beforeEach, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { anyone, customer, defineContext, member, route } from "#shared/context";
import { log } from "#shared/log";
import { type AnswerPage, type PageRequest, servePages, type Wish } from "#shared/pages";
import { scope } from "#shared/scope";
import type { Event } from "#shared/serve";
import { type Forecourt, forecourt } from "#test/support/forecourt";

const Asked = z.object({ who: z.string(), source: z.string(), asked: z.unknown() });
const tell = async (ask: object) => {
  const { params, query, body } = ask as Record<string, unknown>;
  const { caller, source = "", claim } = scope();
  return { who: caller.id, source, asked: { params, query, body, claimed: claim !== undefined } };
};
const said = { summary: "", reply: { 200: Asked }, run: tell as never };
const Query = z.object({ kind: z.optional(z.string()), shelf: z.optional(z.array(z.string())) });
const kiosk = defineContext({
  name: "kiosk",
  summary: "What pages ask.",
  routes: {
    "GET /v1/dealers/{dealer}/papers/{paper}": route({ ...said, who: anyone, query: Query }),
    "POST /v1/dealers/{dealer}/papers": route({
      ...said,
      who: customer,
      body: z.object({ title: z.string() }),
    }),
    "POST /v1/dealers/{dealer}/clearance": route({
      who: customer,
      summary: "",
      reply: { 204: null },
      run: async () => null,
    }),
    "GET /v1/me": route({ ...said, who: member }),
  },
});

const [told, wrong] = [vi.spyOn(log, "info"), vi.spyOn(log, "error")];
let world: Forecourt;
let dealer: string;
beforeEach(async () => {
  vi.clearAllMocks();
  world = await forecourt({ contexts: [kiosk] });
  dealer = await world.dealer();
});

const access = { roles: {}, stillMember: async () => true };
const site = (answer: AnswerPage) =>
  servePages(defineContext({ name: "site", summary: "", pages: { load: async () => ({ answer }) } }), access);
const event = (headers: Record<string, string> = {}) =>
  ({
    routeKey: "$default",
    rawPath: "/en/shop",
    rawQueryString: "a=1",
    headers: { cookie: "session=secret", "content-type": "text/html", ...headers },
    cookies: ["session=secret"],
    requestContext: { requestId: "r-1", http: { method: "POST", path: "/en/shop", sourceIp: "203.0.113.9" } },
    isBase64Encoded: true,
    body: "Zm9ybQ==",
  }) as unknown as Event;
/** What a page heard that asked a route so. */
async function heard(routeKey: string, wish?: Wish, headers?: Record<string, string>): Promise<unknown> {
  let answer: unknown;
  const page = await site(async ({ ask }) => {
    answer = await ask(kiosk, routeKey, wish);
    return { statusCode: 200, headers: { "content-type": "text/html" }, body: "page" };
  });
  const { statusCode, body } = await page(event(headers));
  return statusCode === 200 ? answer : JSON.parse(body ?? "");
}
const papers = "/v1/dealers/{dealer}/papers";

test("a page is answered as it says, with the id of its request, and is one line of the log", async () => {
  const requests: PageRequest["event"][] = [];
  const page = await site(async ({ event: given }) => {
    requests.push(given);
    world.clock.advance(12);
    return { statusCode: 203, headers: { etag: '"a"' }, cookies: ["a=1"], body: "hello" };
  });
  expect(await page(event())).toEqual({
    statusCode: 203,
    headers: { etag: '"a"', "x-request-id": "r-1" },
    cookies: ["a=1"],
    body: "hello",
  });
  expect(requests.map(({ rawPath }) => rawPath)).toEqual(["/en/shop"]);
  expect(told.mock.calls).toEqual([["page", { status: 203, milliseconds: 12, request: "r-1" }]]);
});

test("a page that fails is a problem that tells nothing, and the log has the cause", async () => {
  const page = await site(async () => {
    world.clock.advance(7);
    return Promise.reject(new Error("no ink"));
  });
  const { statusCode, body } = await page(event());
  expect([statusCode, body?.includes("ink")]).toEqual([500, false]);
  expect(wrong.mock.calls).toEqual([
    ["page", expect.objectContaining({ message: "no ink" }), { milliseconds: 7, request: "r-1" }],
  ]);
});

test("a page asks a route as a client would: path, parameters, and the client's own address", async () => {
  const wish = {
    params: { dealer, paper: "times" },
    query: { kind: "a b", shelf: ["x", "y"], none: undefined },
  };
  expect(await heard(`GET ${papers}/{paper}`, wish)).toEqual({
    who: "anonymous",
    source: "203.0.113.9",
    asked: { params: { dealer, paper: "times" }, query: { kind: "a b", shelf: ["x", "y"] }, claimed: false },
  });
  const refused = await heard(`GET ${papers}/{paper}`, { ...wish, query: { colour: "red" } });
  expect(refused).toMatchObject({ status: 400, code: "invalid_request" });
});

test("a refusal of a route reaches the page as it is", async () => {
  const caught: unknown[] = [];
  const page = await site(async ({ ask }) => {
    await ask(kiosk, `GET ${papers}/{paper}`, { params: { dealer: "nowhere", paper: "x" } }).catch((error) =>
      caught.push(error),
    );
    await ask(kiosk, "GET /v1/nothing").catch((error) => caught.push(error));
    return { statusCode: 200 };
  });
  await page(event());
  expect(caught).toMatchObject([
    { status: 404, message: "There is no such dealer." },
    { status: 404, message: "There is no such route." },
  ]);
});

test("a page changes something for whose token it has, under its key, with what it says and not what it was sent", async () => {
  const ada = world.customer("ada");
  const token = world.tokens.customerToken("ada");
  const wish = { params: { dealer }, body: { title: "Times" }, token, idempotencyKey: "k" };
  const asked = { params: { dealer }, query: {}, body: { title: "Times" } };
  expect(await heard(`POST ${papers}`, wish)).toMatchObject({
    who: ada.id,
    asked: { ...asked, claimed: true },
  });
  const { idempotencyKey: _, ...unkeyed } = wish;
  expect(await heard(`POST ${papers}`, unkeyed)).toMatchObject({ asked: { ...asked, claimed: false } });
  for (const bad of ["", "not.a.token", world.tokens.staffToken(dealer, ["owner"])])
    expect(await heard(`POST ${papers}`, { ...wish, token: bad, idempotencyKey: "b" }), bad).toMatchObject({
      code: "token_invalid",
    });
});

test("a member's own route verifies the token itself", async () => {
  const token = world.tokens.customerToken("ada");
  expect(await heard("GET /v1/me", { token })).toMatchObject({ who: world.customer("ada").id });
  expect(await heard("GET /v1/me")).toMatchObject({ code: "token_invalid" });
});

test("an answer without a body is nothing", async () => {
  const wish = { params: { dealer }, token: world.tokens.customerToken("ada") };
  expect(await heard("POST /v1/dealers/{dealer}/clearance", wish)).toBeUndefined();
});

test("where there is an edge, a page that went around it is refused, and routes hear what the edge said", async () => {
  Object.assign(world.secrets, { origin: '{"o1":"through the gate"}' });
  process.env["ORIGIN_SECRET_ARN"] = "origin";
  try {
    const ask = (headers?: Record<string, string>) =>
      heard(`GET ${papers}/{paper}`, { params: { dealer, paper: "times" } }, headers);
    expect(await ask()).toMatchObject({ status: 403, code: "origin_refused" });
    const edge = { "x-origin-verify": "through the gate", "cloudfront-viewer-address": "198.51.100.7:99" };
    expect(await ask(edge)).toMatchObject({ source: "198.51.100.7" });
  } finally {
    delete process.env["ORIGIN_SECRET_ARN"];
  }
});

test("a context without pages serves none", async () => {
  await expect(servePages(kiosk, access)).rejects.toThrow("The context kiosk has no pages.");
});
