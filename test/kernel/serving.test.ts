import { Metrics } from "@aws-lambda-powertools/metrics";
import { beforeEach, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { type Access } from "#shared/access";
import { anyone, customer, defineContext, member, provider, route } from "#shared/context";
import type { Ask } from "#shared/http";
import { log } from "#shared/log";
import { scope } from "#shared/scope";
import { answer, type Event, serve } from "#shared/serve";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";

const Said = z.object({ said: z.string() });
const Seen = z.object({
  context: z.string(),
  dealer: z.string(),
  caller: z.string(),
  kind: z.string(),
  permissions: z.array(z.string()),
  action: z.string(),
  source: z.optional(z.string()),
  claimed: z.boolean(),
  version: z.optional(z.int()),
});
const look = async ({ version: read }: Ask) => {
  const { context, dealer, caller, action, source, claim } = scope();
  const { id, kind, permissions } = caller;
  const facts = { context, dealer, caller: id, kind, permissions: [...permissions], action, source };
  return { ...facts, claimed: claim !== undefined, ...(read === undefined ? {} : { version: read }) };
};
const reply = { 200: Seen };
const seen = (who: Parameters<typeof route>[0]["who"]) =>
  route({ who, summary: "", reply, run: look as never });

const kiosk = defineContext({
  name: "kiosk",
  summary: "Tells what it is told.",
  module: "kiosk",
  permissions: ["papers:sell"],
  routes: {
    "GET /v1/dealers/{dealer}/papers": seen(anyone),
    "POST /v1/dealers/{dealer}/papers": seen(customer),
    "PUT /v1/dealers/{dealer}/papers": seen(customer),
    "DELETE /v1/dealers/{dealer}/papers": seen(customer),
    "POST /v1/dealers/{dealer}/stamps": seen("papers:sell"),
    "POST /v1/dealers/{dealer}/seals": seen("dealers:administer"),
    "GET /v1/papers": seen("papers:sell"),
    "POST /v1/papers": seen("papers:sell"),
    "POST /v1/dealers/{dealer}/notices": route({
      who: provider,
      summary: "",
      idempotency: "none",
      reply: { 200: Said },
      run: async ({ raw }) => ({ said: raw.body }),
    }),
    "POST /v1/me": seen(member),
    "GET /v1/me": seen(member),
    "POST /v1/secrets": route({
      who: "papers:sell",
      summary: "",
      fresh: true,
      personal: true,
      reply: { 200: Said },
      run: async () => ({ said: "psst" }),
    }),
    "ANY /v1/old/{proxy+}": route({
      who: anyone,
      summary: "",
      reply: { 200: Said },
      run: async () => ({ said: "moved" }),
    }),
    "GET /v1/fails": route({
      who: anyone,
      summary: "",
      reply: { 200: Said },
      run: async () => Promise.reject(new Error("no paper")),
    }),
  },
});

const counted = vi.spyOn(Metrics.prototype, "addMetric");
const [told, wrong] = [vi.spyOn(log, "info"), vi.spyOn(log, "error")];
let world: Forecourt;
let dealer: string;
beforeEach(async () => {
  vi.clearAllMocks();
  world = await forecourt({ contexts: [kiosk] });
  dealer = await world.dealer({ roles: { seller: ["papers:sell"] } });
});
const papers = (at = dealer) => `/v1/dealers/${at}/papers`;
const facts = { context: "kiosk", source: "203.0.113.7", claimed: false };

test("whose request it is travels with the call: dealer, caller, permissions, action, source", async () => {
  const visitor = await world.visitor.get(papers());
  expect(visitor.body).toEqual({
    ...facts,
    dealer,
    caller: "anonymous",
    kind: "anonymous",
    permissions: [],
    action: "GET /v1/dealers/{dealer}/papers",
  });
  const ada = world.customer("ada");
  expect((await ada.post(papers())).body).toMatchObject({ dealer, caller: ada.id, kind: "customer" });
  const seller = world.staff(dealer, "seller");
  expect((await seller.get("/v1/papers")).body).toEqual({
    ...facts,
    dealer,
    caller: seller.id,
    kind: "staff",
    permissions: ["papers:sell"],
    action: "GET /v1/papers",
  });
  expect((await ada.get("/v1/me")).body).toMatchObject({ dealer: "platform", kind: "customer" });
});

test("each answer bears the id of its request, and each request is one line of the log", async () => {
  const { headers } = await world.visitor.get(papers());
  const request = headers["x-request-id"];
  expect(request).toMatch(/^[0-9a-f-]{36}$/);
  expect(told.mock.calls.filter(([text]) => text === "request")).toEqual([
    [
      "request",
      { context: "kiosk", route: "GET /v1/dealers/{dealer}/papers", status: 200, milliseconds: 0, request },
    ],
  ]);
  const refused = await world.visitor.get(papers("nowhere"));
  expect(refused.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(told).toHaveBeenLastCalledWith("request", expect.objectContaining({ status: 404 }));
  expect([wrong.mock.calls, counted.mock.calls]).toEqual([[], []]);
});

test("a failure of ours is logged with its cause, counted, and told nobody", async () => {
  const failed = await world.visitor.get("/v1/fails");
  expect([failed.status, failed.body["code"]]).toEqual([500, "internal_error"]);
  expect(wrong).toHaveBeenCalledWith(
    "request",
    expect.objectContaining({ message: "no paper" }),
    expect.objectContaining({ context: "kiosk", route: "GET /v1/fails", status: 500 }),
  );
  expect(counted.mock.calls).toEqual([["ServerErrors", "Count", 1]]);
});

test("a module that a dealer switched off is not there, for that dealer", async () => {
  await world.dealer({ id: "paris-cars", off: ["kiosk"] });
  await world.dealer({ id: "oslo-cars", off: ["bakery"] });
  expect((await world.visitor.get(papers("paris-cars"))).body["detail"]).toBe("There is no such route.");
  expect((await world.visitor.get(papers("oslo-cars"))).status).toBe(200);
});

test("a frozen dealer is read, and changed by nobody but the operator, a provider's word and members' own", async () => {
  await world.dealer({ id: "ice-cars", frozen: true, roles: { seller: ["papers:sell"] } });
  const ada = world.customer("ada");
  const seller = world.staff("ice-cars", "seller");
  const said = async (asked: ReturnType<typeof ada.get>) => {
    const { status, body } = await asked;
    return status === 200 ? 200 : body["code"];
  };
  expect(await said(world.visitor.get(papers("ice-cars")))).toBe(200);
  expect(await said(seller.get("/v1/papers"))).toBe(200);
  expect(await said(seller.post("/v1/papers"))).toBe("dealer_frozen");
  expect(await said(ada.post(papers("ice-cars")))).toBe("dealer_frozen");
  expect(await said(world.visitor.post("/v1/dealers/ice-cars/notices", "paid"))).toBe(200);
  expect(await said(seller.post("/v1/me"))).toBe(200);
  expect(await said(ada.post(papers()))).toBe(200);
  expect(await said(world.operator.post("/v1/dealers/ice-cars/seals"))).toBe(200);
});

test("a dealer's own role opens the doors of that dealer and no other's, and what is not granted is named", async () => {
  await world.dealer({ id: "paris-cars", roles: { reader: ["papers:sell"] } });
  expect((await world.staff(dealer, "seller").get("/v1/papers")).status).toBe(200);
  const foreign = await world.staff("paris-cars", "seller").get("/v1/papers");
  expect([foreign.status, foreign.body["detail"]]).toEqual([403, 'This needs the permission "papers:sell".']);
  // London's role of that name is not Paris's, also where a path names London.
  const stamps = `/v1/dealers/${dealer}/stamps`;
  expect((await world.staff(dealer, "seller").post(stamps)).status).toBe(200);
  expect((await world.staff("paris-cars", "seller").post(stamps)).body["code"]).toBe("permission_missing");
});

test("what must be fresh reads the membership again, and who reads what is personal is logged", async () => {
  const seller = world.staff(dealer, "seller");
  expect((await seller.post("/v1/secrets")).body).toEqual({ said: "psst" });
  expect(told).toHaveBeenCalledWith("personal data read", { actor: seller.id });
  const member = world.table().find((item) => JSON.stringify(item["_kind"]) === '{"S":"Member"}');
  world.dynamodb.call("DeleteItem", {
    TableName: "forecourt-test",
    Key: { pk: member?.["pk"], sk: member?.["sk"] },
  });
  const ended = await seller.post("/v1/secrets");
  expect([ended.status, ended.body["code"]]).toEqual([403, "membership_ended"]);
  expect((await seller.post("/v1/papers")).status).toBe(200);
});

test("a POST may carry a key of visible ASCII, and a route that keeps no answers takes none", async () => {
  const ada = world.customer("ada");
  const post = async (key: string) => ada.post(papers(), undefined, { "idempotency-key": key });
  expect((await post("k")).body).toMatchObject({ claimed: true });
  expect((await post("k")).headers["idempotency-replayed"]).toBe("true");
  expect((await post("~".repeat(255))).status).toBe(200);
  for (const key of ["", " ", "a b", "ä", "a\tb", "~".repeat(256)]) {
    const reply = await post(key);
    expect([reply.status, reply.body["code"]], key).toEqual([400, "idempotency_key_invalid"]);
  }
  const kept = stored(world, "Idempotency").length;
  const inbox = `/v1/dealers/${dealer}/notices`;
  for (const body of ["one", "two"])
    expect((await world.visitor.post(inbox, body, { "idempotency-key": "k" })).body).toEqual({ said: body });
  expect(stored(world, "Idempotency")).toHaveLength(kept);
  const put = await ada.put(papers(), undefined, { "if-match": '"1"', "idempotency-key": "k" });
  expect(put.body).toMatchObject({ claimed: false });
});

test("what is changed or removed names the version that was read", async () => {
  const ada = world.customer("ada");
  for (const verb of ["put", "delete"] as const) {
    const send = (headers: Record<string, string>) =>
      verb === "put" ? ada.put(papers(), undefined, headers) : ada.delete(papers(), headers);
    expect((await send({})).body["code"], verb).toBe("if_match_missing");
    expect((await send({ "if-match": '"12"' })).body, verb).toMatchObject({ version: 12 });
    for (const text of ["12", '"a"', '""', 'W/"12"', '"12" ', '"1234567890123456"', "*"]) {
      const { status, body } = await send({ "if-match": text });
      expect([status, body["code"]], text).toEqual([412, "version_stale"]);
    }
  }
  expect((await ada.post(papers(), undefined, { "if-match": "x" })).status).toBe(200);
});

test("a route for whatever comes reads nothing of it", async () => {
  const old = (verb: "get" | "post" | "delete") =>
    verb === "post"
      ? world.visitor.post("/v1/old/page?a=1&a=2", "not json", { "idempotency-key": "a b" })
      : world.visitor[verb]("/v1/old/some/page?a=1&a=2");
  for (const verb of ["get", "post", "delete"] as const)
    expect((await old(verb)).body, verb).toEqual({ said: "moved" });
  expect(stored(world, "Idempotency")).toEqual([]);
});

test("a change of a dealer's settings is seen within thirty seconds, and a new dealer at once", async () => {
  const [known] = world.table().filter((item) => JSON.stringify(item["_kind"]) === '{"S":"Settings"}');
  const opened = (off: string[]) =>
    world.dynamodb.call("PutItem", {
      TableName: "forecourt-test",
      Item: { ...known, pk: { S: "new-cars#settings#settings" }, off: { L: off.map((S) => ({ S })) } },
    });
  const status = async () => (await world.visitor.get(papers("new-cars"))).status;
  expect(await status()).toBe(404);
  opened([]);
  expect(await status()).toBe(200);
  world.aws.reset();
  opened(["kiosk"]);
  world.clock.advance(29_999);
  expect(await status()).toBe(200);
  expect(world.aws.calls).toEqual([]);
  world.clock.advance(1);
  expect(await status()).toBe(404);
});

test("what no route answers, a function that is asked all the same says so", async () => {
  const access: Access = { roles: {}, stillMember: async () => true };
  const event = {
    routeKey: "GET /v1/nothing",
    rawPath: "/v1/nothing",
    rawQueryString: "",
    headers: {},
    requestContext: { requestId: "r1", http: { method: "GET", sourceIp: "203.0.113.7" } },
  } as unknown as Event;
  await expect(answer(kiosk, access, event)).rejects.toMatchObject({
    status: 404,
    message: "There is no such route.",
  });
  const said = await serve(kiosk, access)(event as never, {} as never);
  expect(said).toMatchObject({ statusCode: 404, headers: { "x-request-id": "r1" } });
});
