import { beforeAll, describe, expect, test } from "vitest";
import { contexts } from "#functions/index";
import type { Route } from "#shared/http";
import { newId } from "#shared/ids";
import type { Caller, Sent } from "#local/seed/calling";
import { sampleOf } from "./sampling.ts";
import { given, london, shanghai, when } from "./steps.ts";

/* Another dealer's ids, and another person's, answer like ids there are none of: same status, same words. */

/** By the name of a path's part: what there is in Shanghai, and what there is nowhere. */
type Ids = Record<string, { theirs: string; nowhere: string }>;

/** Bodies that name ids themselves; every other route's body is made from its schema. */
const bodies: Record<string, (which: "theirs" | "nowhere") => unknown> = {
  "PATCH /v1/stock-items/{sku}": (which) => ({ store: ids["store"]?.[which], threshold: 5 }),
  "POST /v1/stock-items/{sku}/adjust": (which) => ({
    store: ids["store"]?.[which],
    quantity: -1,
    reason: "curiosity",
  }),
  "POST /v1/leads/{lead}/assign": (which) => ({ owner: ids["account"]?.[which] }),
};

const routes = contexts
  .flatMap(({ routes: all }) => Object.entries(all))
  .filter(([key, { who }]) => who.includes(":") && who !== "dealers:administer" && key.includes("{"));

const owned = contexts
  .flatMap(({ routes: every }) => Object.entries(every))
  .filter(([, { who, owner: field }]) => who === "customer" && field !== undefined);

let ids: Ids;
let owner: Caller;

beforeAll(async () => {
  const theirs = given.staff(shanghai);
  owner = given.staff(london);
  const first = async (path: string, name: string): Promise<string> => {
    const { data } = await theirs.get<{ data: Record<string, string>[] }>(path);
    const found = data.find((row) => row[name])?.[name];
    if (!found) throw new Error(`Shanghai has no ${name} in ${path}.`);
    return found;
  };
  ids = {
    vehicle: { theirs: await first("/v1/vehicles", "vehicle"), nowhere: newId("veh") },
    vin: { theirs: await first("/v1/stock-units", "vin"), nowhere: "WVWZZZAUZKB999999" },
    sku: { theirs: await first("/v1/stock-items", "sku"), nowhere: "NO-SUCH-SKU" },
    order: { theirs: await first("/v1/orders", "order"), nowhere: newId("ord") },
    lead: { theirs: await first("/v1/leads", "lead"), nowhere: newId("lead") },
    person: { theirs: await first("/v1/customers", "person"), nowhere: newId("per") },
    account: { theirs: await first("/v1/staff", "account"), nowhere: "6d0c1a52-7a0e-4b7e-9a53-1f6a2c7f0b11" },
    store: { theirs: await first("/v1/stores", "store"), nowhere: newId("sto") },
    proposal: { theirs: await proposal(theirs), nowhere: `${newId("per")}.${newId("per")}` },
  };
});

describe("staff of London who name what is Shanghai's hear what they hear of nothing", () => {
  test.each(routes)("%s", async (key, route) => {
    const [foreign, missing] = await Promise.all([call(key, route, "theirs"), call(key, route, "nowhere")]);
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(missing.body);
    expect(missing.status).toBe(404);
  });
});

describe("a customer who names another customer's order hears what they hear of nothing", () => {
  test.each(owned)("%s", async (key, route) => {
    const car = await given.carOnSale(london);
    const { order } = await when.orders(given.customer(london, 11), london, car.vehicle);
    const stranger = given.customer(london, 10);
    const [method = "", path = ""] = key.replace("{dealer}", london).split(" ");
    const sent = sentTo(key, method, route, "theirs");
    const [foreign, missing] = await Promise.all(
      [order, newId("ord")].map((id) => stranger.ask(method, path.replace("{order}", id), sent)),
    );
    expect(foreign?.status).toBe(404);
    expect(foreign?.body).toEqual(missing?.body);
  });
});

test("what is public of one dealer is nowhere under another's address", async () => {
  const { vehicle } = ids;
  for (const path of [`/vehicles/${vehicle?.theirs}`, `/vehicles/${vehicle?.theirs}/similar`]) {
    const foreign = await given.visitor().ask("GET", `/v1/dealers/${london}${path}`);
    const missing = await given
      .visitor()
      .ask("GET", `/v1/dealers/${london}${path.replace(vehicle?.theirs ?? "", vehicle?.nowhere ?? "")}`);
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(missing.body);
  }
});

test("a customer cannot order another dealer's car through a dealer", async () => {
  const car = await given.carOnSale(shanghai);
  const answer = await given.customer(london, 9).ask("POST", `/v1/dealers/${london}/orders`, {
    body: { vehicle: car.vehicle },
  });
  expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("lists of one dealer filtered by another's ids are empty", async () => {
  const paths = [
    `/v1/stock-movements?vin=${ids["vin"]?.theirs}`,
    `/v1/leads?person=${ids["person"]?.theirs}`,
    `/v1/leads?owner=${ids["account"]?.theirs}`,
    `/v1/stock-units?store=${ids["store"]?.theirs}`,
    `/v1/notifications?order=${ids["order"]?.theirs}`,
  ];
  for (const path of paths) expect(await owner.get(path)).toEqual({ data: [] });
});

function call(key: string, route: Route, which: "theirs" | "nowhere") {
  const [method = "", path = ""] = key.split(" ");
  const real = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name]?.[which];
    if (id === undefined) throw new Error(`ids lacks {${name}}: add it above.`);
    return encodeURIComponent(id);
  });
  return owner.ask(method, real, sentTo(key, method, route, which));
}

function sentTo(key: string, method: string, route: Route, which: "theirs" | "nowhere"): Sent {
  const changes = ["PATCH", "PUT", "DELETE"].includes(method);
  return {
    ...(route.body ? { body: bodyOf(key, route, which) } : {}),
    headers: changes ? { "if-match": '"1"' } : {},
  };
}

/** @throws Error for a route whose body cannot be made up: it would be refused before its id is looked at. */
function bodyOf(key: string, route: Route, which: "theirs" | "nowhere"): unknown {
  const body = bodies[key]?.(which) ?? (route.body && sampleOf(route.body));
  if (body === undefined) throw new Error(`No body could be made for ${key}: give its schema an example.`);
  return body;
}

/** Somebody who comes under two people's keys is a proposal to merge them. */
async function proposal(staff: Caller): Promise<string> {
  const mark = Date.now();
  const email = `two.${mark}@example.org`;
  const phone = `+8613910${String(mark).slice(-6)}`;
  for (const contact of [{ email }, { phone }, { email, phone }])
    await when.leavesLead(given.visitor(), shanghai, { contact });
  const { data } = await staff.get<{ data: { proposal: string }[] }>("/v1/customer-merge-proposals");
  return data[0]?.proposal ?? "";
}
