import { expect, test } from "vitest";
import { OrderPlaced } from "#functions/orders/events";
import { newId } from "#shared/ids";
import { forecourt } from "#test/support/forecourt";
import { stored, told } from "#test/people-given";

const given = async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  const owner = world.staff(dealer, "owner");
  const add = async (body: object) => {
    world.clock.advance(1);
    return owner.post("/v1/customers", body);
  };
  return { world, dealer, owner, add };
};
const ada = {
  name: "Ada Byron",
  sex: "female",
  birth_year: 1985,
  region: "London",
  occupation: "Mathematician",
  emails: [{ address: " Ada@Example.com", verified: true }],
  phones: [{ number: "020 7946 0958" }],
};

test("staff enter a person with what a dealer must know, and read them again as one record", async () => {
  const { owner, add } = await given();
  const entered = await add(ada);
  expect(entered).toMatchObject({
    status: 201,
    body: {
      ...ada,
      emails: [{ address: "ada@example.com", verified: true }],
      phones: [{ number: "+442079460958", verified: false }],
      version: 1,
    },
  });
  const shown = await owner.get(`/v1/customers/${entered.body["person"]}`);
  expect(shown.body).toEqual(entered.body);
  expect(shown.headers["etag"]).toBe('"1"');
});

test("nobody is entered twice: an address or number that somebody has names that record", async () => {
  const { world, add } = await given();
  const first = await add(ada);
  const before = world.table();
  for (const body of [
    { emails: [{ address: "ADA@EXAMPLE.COM" }] },
    { emails: [{ address: "new@example.com" }], phones: [{ number: "+44 20 7946 0958" }] },
  ])
    expect(await add(body)).toMatchObject({
      status: 409,
      body: { code: "contact_taken", person: first.body["person"] },
    });
  expect(world.table()).toEqual(before);
});

test("a person is found by any of their keys in any spelling, and nobody by anyone else's", async () => {
  const { owner, add } = await given();
  const { body } = await add(ada);
  const found = async (query: string) =>
    (await owner.get(`/v1/customers?${query}`)).body.data.map(({ person }) => person);
  for (const query of [
    "email=ADA%40example.com",
    "phone=%2B44%2020%207946%200958",
    "phone=020%207946%200958",
  ])
    expect(await found(query), query).toEqual([body["person"]]);
  expect(await found("email=eve%40example.com")).toEqual([]);
  expect(await found("email=eve%40example.com&phone=02079460958")).toEqual([body["person"]]);
  expect((await owner.get("/v1/customers?phone=nonsense")).status).toBe(422);
  expect((await owner.get("/v1/customers?email=nonsense")).status).toBe(400);
});

test("people are listed the newest first, by name, and by how a name begins, a page at a time", async () => {
  const { owner, add } = await given();
  for (const name of ["Bo Li", "ada byron", "Adam Smith", "李雷"])
    await add({ name, emails: [{ address: `p${name.length}${name.codePointAt(1)}@example.com` }] });
  const names = async (query: string) =>
    (await owner.get(`/v1/customers?${query}`)).body.data.map(({ name }) => name);
  expect(await names("")).toEqual(["李雷", "Adam Smith", "ada byron", "Bo Li"]);
  expect(await names("sort=name")).toEqual(["ada byron", "Adam Smith", "Bo Li", "李雷"]);
  expect(await names("name=ADA")).toEqual(["ada byron", "Adam Smith"]);
  expect(await names(`name=${encodeURIComponent("李")}`)).toEqual(["李雷"]);
  const first = await owner.get("/v1/customers?sort=name&limit=3");
  const rest = await owner.get(`/v1/customers?sort=name&limit=3&cursor=${first.body["next_cursor"]}`);
  expect(rest.body.data.map(({ name }) => name)).toEqual(["李雷"]);
  expect((await owner.get(`/v1/customers?cursor=${first.body["next_cursor"]}`)).status).toBe(400);
});

test("a list and a detail are one call; finding by a key, or nothing, is two", async () => {
  const { world, owner, add } = await given();
  const { body } = await add(ada);
  const calls: [string, string[]][] = [
    ["/v1/customers", ["Query"]],
    ["/v1/customers?name=ada", ["Query"]],
    [`/v1/customers/${body["person"]}`, ["GetItem"]],
    [`/v1/customers/${body["person"]}/contacts`, ["Query"]],
    // None yet: one more call says whether there is such a person.
    [`/v1/customers/${body["person"]}/purchases`, ["Query", "GetItem"]],
    ["/v1/customers?email=ada%40example.com", ["BatchGetItem", "BatchGetItem"]],
  ];
  for (const [path, wanted] of calls) {
    world.aws.reset();
    expect((await owner.get(path)).status).toBe(200);
    expect(
      world.aws.calls.map(({ operation }) => operation),
      path,
    ).toEqual(wanted);
  }
});

test("a change of contacts frees what is left out, claims what is new, and takes nothing from anyone", async () => {
  const { world, owner, add } = await given();
  const { body } = await add(ada);
  const path = `/v1/customers/${body["person"]}`;
  await add({ name: "Eve", emails: [{ address: "eve@example.com" }] });
  const patch = (changes: object, version: number) =>
    owner.patch(path, changes, { "if-match": `"${version}"` });
  const moved = await patch({ emails: [{ address: "byron@example.com" }], region: "Kent" }, 1);
  expect(moved).toMatchObject({ status: 200, body: { region: "Kent", name: "Ada Byron", version: 2 } });
  const held = stored(world, "PersonKey").filter(({ person }) => person === body["person"]);
  expect(new Set(held.map(({ value }) => value))).toEqual(new Set(["+442079460958", "byron@example.com"]));
  expect((await add({ emails: [{ address: "ada@example.com" }] })).status).toBe(201);
  const before = world.table();
  const taken = await patch({ emails: [{ address: "EVE@example.com" }] }, 2);
  expect(taken).toMatchObject({ status: 409, body: { code: "contact_taken" } });
  expect(world.table()).toEqual(before);
});

test("staff take up a contact that a submission attached", async () => {
  const { world, dealer, owner, add } = await given();
  const { body } = await add(ada);
  const contact = { email: "ada.work@example.com", phone: "02079460958" };
  await world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact });
  const path = `/v1/customers/${body["person"]}`;
  const attached = { kind: "email", value: "ada.work@example.com", verified: false };
  expect((await owner.get(`${path}/contacts`)).body.data).toContainEqual(attached);
  const emails = [
    { address: "ada@example.com", verified: true },
    { address: "ada.work@example.com", verified: true },
  ];
  expect((await owner.patch(path, { emails }, { "if-match": '"1"' })).status).toBe(200);
  expect((await owner.get(`${path}/contacts`)).body.data).toContainEqual({ ...attached, verified: true });
});

test("a stale change is refused, one without If-Match too, and the record stays", async () => {
  const { owner, add } = await given();
  const path = `/v1/customers/${(await add(ada)).body["person"]}`;
  expect((await owner.patch(path, { region: "Kent" }, { "if-match": '"1"' })).status).toBe(200);
  expect((await owner.patch(path, { region: "Bath" }, { "if-match": '"1"' })).status).toBe(412);
  expect((await owner.patch(path, { region: "Bath" })).status).toBe(428);
  expect((await owner.get(path)).body).toMatchObject({ region: "Kent" });
});

test.each([
  ["no contact", { name: "Ada" }, 422],
  ["an unknown field", { ...ada, credit: 9 }, 400],
  ["an impossible year", { ...ada, birth_year: 3 }, 400],
  ["a broken address", { emails: [{ address: "nonsense" }] }, 400],
  ["a broken number", { phones: [{ number: "nonsense" }] }, 422],
  [
    "too many addresses",
    { emails: Array.from({ length: 11 }, (_, n) => ({ address: `p${n}@example.com` })) },
    400,
  ],
])("a person with %s is refused and nothing is written", async (_what, body, status) => {
  const { world, add } = await given();
  const before = world.table();
  expect((await add(body)).status).toBe(status);
  expect(world.table()).toEqual(before);
});

test("a person sent again with the same key is entered once", async () => {
  const { world, owner } = await given();
  const send = () => owner.post("/v1/customers", ada, { "idempotency-key": "c-1" });
  const [first, second] = [await send(), await send()];
  expect(second).toMatchObject({ status: 201, text: first.text });
  expect(stored(world, "Person")).toHaveLength(1);
});

test("another dealer's person answers like a missing one, word for word", async () => {
  const { world, add } = await given();
  const { body } = await add(ada);
  const paris = await world.dealer({ id: "paris-autos", country: "FR" });
  const stranger = world.staff(paris, "owner");
  const missing = "per_00000000000000000000000000";
  const patch = (id: string) => stranger.patch(`/v1/customers/${id}`, { region: "x" }, { "if-match": '"1"' });
  for (const [theirs, none] of [
    [await stranger.get(`/v1/customers/${body["person"]}`), await stranger.get(`/v1/customers/${missing}`)],
    [await patch(String(body["person"])), await patch(missing)],
    ...(await Promise.all(
      ["contacts", "purchases"].map((list) =>
        Promise.all(
          [body["person"], missing].map((id) => stranger.get(`/v1/customers/${String(id)}/${list}`)),
        ),
      ),
    )),
  ] as const) {
    expect(theirs?.status).toBe(404);
    expect(theirs?.text).toBe(none?.text);
  }
  for (const path of ["", "?email=ada%40example.com"])
    expect((await stranger.get(`/v1/customers${path}`)).body.data, path).toEqual([]);
});

test("only who may read people reads them, and only who may write them writes", async () => {
  const { world, dealer, add } = await given();
  const { body } = await add(ada);
  const warehouse = world.staff(dealer, "warehouse");
  expect((await warehouse.get("/v1/customers")).status).toBe(403);
  expect((await warehouse.get(`/v1/customers/${body["person"]}`)).status).toBe(403);
  expect((await warehouse.post("/v1/customers", ada)).status).toBe(403);
  expect((await world.customer("ada").get("/v1/customers")).status).toBe(401);
});

test("a buyer becomes a person with a verified address and their orders, once, however often it is told", async () => {
  const { world, dealer, owner } = await given();
  const buyer = world.customer("ada");
  await world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact: { email: "ADA@example.com" } });
  const order = newId("ord");
  const placed = {
    order,
    buyer: buyer.id,
    vehicle: newId("veh"),
    vin: "WVWZZZ1JZXW000001",
    price: { amount: 1_299_000, currency: "GBP" },
    hold_until: "2026-11-25T10:00:00.000Z",
  };
  await told(dealer, "orders", OrderPlaced, placed);
  await told(dealer, "orders", OrderPlaced, { ...placed, order: newId("ord") });
  await world.settle({ times: 2, reorder: (records) => records.toReversed() });
  const { data } = (await owner.get("/v1/customers")).body;
  expect(data).toMatchObject([
    { account: buyer.id, emails: [{ address: "ada@example.com", verified: true }] },
  ]);
  const purchases = await owner.get(`/v1/customers/${String(data[0]?.["person"])}/purchases`);
  expect(purchases.body.data).toHaveLength(2);
  expect(purchases.body.data.map(({ order }) => order)).toContain(order);
  expect(world.deadLetters("customers")).toEqual([]);
});
