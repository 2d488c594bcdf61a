import { contexts } from "#functions/index";
import type { Route } from "#shared/http";
import type { Client, Reply } from "#test/support/api";
import type { Forecourt } from "#test/support/forecourt";
import {
  business,
  contact,
  done,
  invitation,
  type Making,
  making,
  person,
  price,
  store,
} from "./sim/making.ts";
import { sample } from "./sim/sample.ts";

export type Caller = "visitor" | "buyer" | "owner" | "operator";

/** One request that the platform accepts. `body` is JSON, or text that is sent as it is. */
export type Request = {
  readonly key: string;
  readonly as: Caller;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** What it answers: 404 only for the route that is the answer to all others. */
  readonly status: number;
};

/** A dealer in which every route has something to answer: one id for each name that stands in a path. */
export type Fixtures = {
  readonly world: Forecourt;
  readonly make: Making;
  readonly dealer: string;
  readonly params: Readonly<Record<string, string>>;
};

/** What a route needs beyond what its own schemas and the fixtures tell. */
export type Story = {
  readonly params?: Record<string, string>;
  readonly query?: string;
  readonly body?: unknown;
  /** Reads the record first and sends its ETag: the path that is read. */
  readonly etagOf?: string;
  readonly headers?: Record<string, string>;
  readonly status?: number;
};

/** Opens a dealer through the operator's door and makes one of everything. */
export async function prepared(
  world: Forecourt,
  { dealer = "london-cars", first = 0 }: { dealer?: string; first?: number } = {},
): Promise<Fixtures> {
  await world.operator.post("/v1/dealers", business(dealer)).then(done);
  const make = making(world, dealer, first);
  const shop = await make.store();
  const vehicle = await make.car();
  const { body: car } = await make.staff().get(`/v1/vehicles/${vehicle}`).then(done);
  const { order, payment } = await make.paid();
  const params = {
    dealer,
    drawing: "suv-silver.svg",
    provider: "sandbox",
    proxy: "nowhere",
    vehicle,
    vin: String(car["vin"]),
    store: shop,
    sku: await make.item(shop),
    order,
    payment,
    lead: await make.lead(),
    person: await make.person(),
    proposal: await make.proposal(),
    account: await make.member(),
  };
  await make.staff().post("/v1/reports/rebuild", {}).then(done);
  await world.settle();
  return { world, make, dealer, params };
}

/**
 * What each route is told, where examples of its schemas and the fixtures do not say it. A story makes its own records,
 * so that any of them can be told any number of times and in any order.
 */
export const stories: Readonly<Record<string, (fixtures: Fixtures) => Promise<Story>>> = {
  "POST /v1/dealers": async ({ make }) => ({ body: business(`dealer-${make.number()}`) }),
  "PATCH /v1/dealers/{dealer}": async () => ({ body: { frozen: false }, etagOf: "/v1/settings" }),
  "PATCH /v1/settings": async () => ({ body: { name: "London Cars" }, etagOf: "/v1/settings" }),
  "POST /v1/stores": async () => ({ body: store }),
  "PATCH /v1/stores/{store}": async ({ params }) => ({
    body: { name: { en: "Short Lane" } },
    etagOf: `/v1/stores/${params["store"]}`,
  }),
  "DELETE /v1/stores/{store}": async ({ make }) => removable("store", await make.store(), "/v1/stores"),

  "PATCH /v1/me": async () => ({ body: { locale: "en" }, etagOf: "/v1/me" }),
  "POST /v1/me/dealer": async ({ dealer }) => ({ body: { dealer } }),
  "POST /v1/staff": async ({ make }) => ({ body: invitation(make.number()) }),
  "POST /v1/dealers/{dealer}/owners": async ({ make }) => {
    const { email, name } = invitation(make.number());
    return { body: { email, name } };
  },
  "PATCH /v1/staff/{account}": async ({ params }) => ({
    body: { name: "Sally Seller" },
    etagOf: `/v1/staff/${params["account"]}`,
  }),
  "DELETE /v1/staff/{account}": async ({ make }) => removable("account", await make.member(), "/v1/staff"),

  "GET /v1/dealers/{dealer}/vehicle-comparison": async ({ make, params }) => ({
    query: `vehicle=${params["vehicle"]}&vehicle=${await make.car()}`,
  }),
  "POST /v1/vehicles": async ({ make }) => ({ body: make.vehicle() }),
  "PATCH /v1/vehicles/{vehicle}": async ({ params }) => ({
    body: { colour: "Black" },
    etagOf: `/v1/vehicles/${params["vehicle"]}`,
  }),
  "DELETE /v1/vehicles/{vehicle}": async ({ make }) =>
    removable("vehicle", (await make.draft())["vehicle"] ?? "", "/v1/vehicles"),
  "POST /v1/vehicles/{vehicle}/put-on-sale": async ({ make }) => ({
    params: { vehicle: (await make.draft())["vehicle"] ?? "" },
  }),
  "POST /v1/vehicles/{vehicle}/take-off-sale": async ({ make }) => ({
    params: { vehicle: await make.car() },
  }),

  "POST /v1/stock-units": async ({ make }) => ({ body: { vin: make.vehicle().vin } }),
  "POST /v1/stock-units/{vin}/move": async ({ make }) => {
    const { vin } = make.vehicle();
    await make.staff().post("/v1/stock-units", { vin }).then(done);
    return { params: { vin }, body: { to: "in_transit", reason: "on its way" } };
  },
  "POST /v1/stock-items": async ({ make, params }) => ({
    body: { sku: `OIL-${make.number()}`, store: params["store"], name: "Oil", on_hand: 4 },
  }),
  "PATCH /v1/stock-items/{sku}": async ({ make, params }) => ({
    params: { sku: await make.item(params["store"] ?? "") },
    body: { store: params["store"], threshold: 3 },
    headers: { "if-match": '"1"' },
  }),
  "POST /v1/stock-items/{sku}/adjust": async ({ params }) => ({
    body: { store: params["store"], quantity: 1, reason: "found one" },
  }),
  "GET /v1/stock-movements": async ({ params }) => ({ query: `vin=${params["vin"]}` }),

  "POST /v1/dealers/{dealer}/orders": async ({ make }) => ({ body: { vehicle: await make.car() } }),
  "POST /v1/dealers/{dealer}/orders/{order}/pay": async ({ make }) => ({
    params: { order: await make.placed() },
  }),
  "POST /v1/dealers/{dealer}/orders/{order}/cancel": async ({ make }) => ({
    params: { order: await make.placed() },
  }),
  "POST /v1/orders/{order}/cancel": async ({ make }) => ({ params: { order: await make.placed() } }),
  "PATCH /v1/dealers/{dealer}/orders/{order}": async ({ make, dealer }) => {
    const order = await make.placed();
    return {
      params: { order },
      body: { note: "after six" },
      etagOf: `/v1/dealers/${dealer}/orders/${order}`,
    };
  },
  "PATCH /v1/orders/{order}": async ({ make }) => {
    const order = await make.placed();
    return { params: { order }, body: { note: "after six" }, etagOf: `/v1/orders/${order}` };
  },
  "POST /v1/orders/{order}/refund": async ({ make }) => ({
    params: { order: (await make.paid()).order },
    body: { reason: "a scratch" },
  }),
  "POST /v1/orders/{order}/ready": async ({ make }) => ({ params: { order: (await make.paid()).order } }),
  "POST /v1/orders/{order}/hand-over": async ({ make }) => ({ params: { order: await make.ready() } }),
  "POST /v1/payment-notices/{provider}/{dealer}": async ({ make }) => {
    const { body, headers } = await make.notice();
    return { body, headers };
  },
  "POST /v1/sandbox/{dealer}/payments/{payment}/settle": async ({ make }) => ({
    params: { payment: (await make.paying()).payment },
    body: { outcome: "captured", amount: price },
  }),
  "POST /v1/sandbox/{dealer}/payments/{payment}/refunds": async ({ make }) => refundOf(make),
  "GET /v1/sandbox/{dealer}/refunds/{key}": async ({ make, world, dealer }) => {
    const { body, headers, params } = await refundOf(make);
    await world.visitor
      .post(`/v1/sandbox/${dealer}/payments/${params.payment}/refunds`, body, headers)
      .then(done);
    return { params: { key: `refund.${params.payment}` } };
  },

  "POST /v1/dealers/{dealer}/leads": async ({ make }) => {
    const number = make.number();
    return { body: { contact: contact(number) }, headers: { "x-test-source": make.source(number) } };
  },
  "POST /v1/leads": async ({ make }) => ({ body: { contact: contact(make.number()) } }),
  "PATCH /v1/leads/{lead}": async ({ params }) => ({
    body: { note: "calls on Monday" },
    etagOf: `/v1/leads/${params["lead"]}`,
  }),
  "POST /v1/leads/{lead}/move": async ({ make }) => ({
    params: { lead: await make.lead() },
    body: { stage: "contacted" },
  }),
  "POST /v1/leads/{lead}/assign": async ({ make }) => {
    // Somebody's already, so that chance does not give it to whom it is given next.
    const entered = { contact: contact(make.number()), owner: make.staff().id };
    const { body } = await make.staff().post("/v1/leads", entered).then(done);
    return { params: { lead: String(body["lead"]) }, body: { owner: await make.member() } };
  },
  "POST /v1/customers": async ({ make }) => ({ body: person(make.number()) }),
  "PATCH /v1/customers/{person}": async ({ params }) => ({
    body: { region: "Kent" },
    etagOf: `/v1/customers/${params["person"]}`,
  }),
  "POST /v1/customer-merge-proposals/{proposal}/accept": async ({ make }) => ({
    params: { proposal: await make.proposal() },
  }),
  "POST /v1/customer-merge-proposals/{proposal}/dismiss": async ({ make }) => ({
    params: { proposal: await make.proposal() },
  }),

  "POST /v1/dealers/{dealer}/signals": async ({ make, params }) => {
    const number = make.number();
    const body = { visitor: `visitor-of-${number}`, kind: "view", vehicle: params["vehicle"] };
    return { body, headers: { "x-test-source": make.source(number) } };
  },
  "GET /v1/reports/daily": async () => ({ query: "from=2026-11-01&to=2026-11-30" }),
  "POST /v1/reports/rebuild": async ({ world }) => {
    // The one before has to end: a step a minute.
    for (let minutes = 0; minutes < 5; minutes += 1) await world.later(60_000);
    return { body: {} };
  },
  "ANY /v1/{proxy+}": async () => ({ status: 404 }),
};

/** Every route of every manifest, by its key. */
export const routes: ReadonlyMap<string, Route> = new Map(
  contexts.flatMap((context) => Object.entries(context.routes)),
);

/** A request that its route accepts, with all the records it needs made before. */
export async function request(fixtures: Fixtures, key: string): Promise<Request> {
  const route = routes.get(key);
  if (!route) throw new Error(`There is no route ${key}.`);
  const story = (await stories[key]?.(fixtures)) ?? {};
  const [verb = "", template = ""] = key.split(" ");
  const path = pathOf(template, { ...fixtures.params, ...story.params });
  const as = callerOf(route.who);
  const seen: Record<string, string> =
    story.etagOf === undefined ? {} : { "if-match": await etagOf(fixtures, story.etagOf, as) };
  return {
    key,
    as,
    method: verb === "ANY" ? "GET" : verb,
    path: story.query === undefined ? path : `${path}?${story.query}`,
    body: story.body ?? sample(route.body),
    headers: {
      ...(route.idempotency === "required" ? fixtures.make.key() : {}),
      ...seen,
      ...story.headers,
    },
    status: story.status ?? route.reply.status,
  };
}

/** Sends a request as its caller, or as somebody else. */
export function ask(
  fixtures: Fixtures,
  asked: Request,
  as: Client = clientOf(fixtures, asked.as),
): Promise<Reply> {
  const { method, path, body, headers } = asked;
  if (method === "GET") return as.get(path, headers);
  if (method === "DELETE") return as.delete(path, headers);
  const verb = method.toLowerCase() as "post" | "put" | "patch";
  return as[verb](path, body, headers);
}

/** A fresh token each time: they end while the clock is turned. */
export function clientOf({ world, make }: Fixtures, caller: Caller): Client {
  if (caller === "visitor") return world.visitor;
  if (caller === "buyer") return make.buyer();
  return caller === "operator" ? world.as(world.tokens.staffToken("platform", ["operator"])) : make.staff();
}

function callerOf(who: string): Caller {
  if (who === "anyone" || who === "provider") return "visitor";
  if (who === "customer") return "buyer";
  return who === "dealers:administer" ? "operator" : "owner";
}

function pathOf(template: string, params: Record<string, string>): string {
  return template.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`No fixture is called ${name}: ${template}`);
    return value;
  });
}

async function etagOf(fixtures: Fixtures, path: string, as: Caller): Promise<string> {
  const reader = as === "operator" ? "owner" : as;
  return done(await clientOf(fixtures, reader).get(path)).headers["etag"] ?? "";
}

function removable(name: string, id: string, folder: string): Story {
  return { params: { [name]: id }, etagOf: `${folder}/${id}` };
}

async function refundOf(make: Making) {
  const { payment } = await make.paid();
  const key = `refund.${payment}`;
  const body = JSON.stringify({ key, amount: price });
  return { params: { payment }, body, headers: await make.signed(key, body) };
}
