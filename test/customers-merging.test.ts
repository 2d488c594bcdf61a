import { expect, test } from "vitest";
import { personContact } from "#functions/customers/index";
import { OrderPlaced } from "#functions/orders/events";
import { newId } from "#shared/ids";
import { forecourt } from "#test/support/forecourt";
import { inside, stored, told } from "#test/people-given";

const email = "ada@example.com";
const phone = "+442079460958";

/** Two records, each with a lead, and one submission that names keys of both. */
const given = async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  const owner = world.staff(dealer, "owner");
  const send = async (contact: object) => {
    world.clock.advance(60_000);
    await world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact });
  };
  await send({ email });
  await send({ name: "Ada Byron", phone });
  await send({ email, phone });
  await world.settle();
  const [proposal] = (await owner.get("/v1/customer-merge-proposals")).body.data as Record<string, string>[];
  const decide = (verb: string) =>
    owner.post(`/v1/customer-merge-proposals/${proposal?.["proposal"]}/${verb}`);
  return {
    world,
    dealer,
    owner,
    send,
    decide,
    kept: proposal?.["person"] ?? "",
    merged: proposal?.["other"] ?? "",
  };
};

test("two records that staff say are one become one: keys, contacts, name and leads are the kept one's", async () => {
  const { world, dealer, owner, decide, kept, merged } = await given();
  expect(await decide("accept")).toMatchObject({ status: 200, body: { state: "accepted", version: 2 } });
  await world.settle({ times: 2, reorder: (records) => records.toReversed() });
  expect((await owner.get(`/v1/customers/${kept}`)).body).toMatchObject({
    name: "Ada Byron",
    emails: [{ address: email }],
    phones: [{ number: phone }],
  });
  expect(stored(world, "PersonKey").map(({ person }) => person)).toEqual([kept, kept]);
  expect(new Set(stored(world, "Lead").map(({ person }) => person))).toEqual(new Set([kept]));
  expect((await owner.get("/v1/customers")).body.data.map(({ person }) => person)).toEqual([kept]);
  expect((await owner.get("/v1/customers?sort=name")).body.data.map(({ person }) => person)).toEqual([kept]);
  expect((await owner.get(`/v1/leads?person=${kept}`)).body.data).toHaveLength(3);
  expect(await inside(dealer, "customers", () => personContact(merged))).toMatchObject({
    person: kept,
    email,
  });
  expect((await owner.get(`/v1/customers/${merged}`)).body).toMatchObject({
    merged_into: kept,
    emails: [],
    phones: [],
  });
});

test("after a merge the person is one, whichever key they come by", async () => {
  const { world, decide, send, kept } = await given();
  await decide("accept");
  await world.settle();
  for (const contact of [{ email }, { phone }, { email, phone }]) await send(contact);
  expect(new Set(stored(world, "Lead").map(({ person }) => person))).toEqual(new Set([kept]));
  expect((await decide("accept")).status).toBe(409);
  expect((await decide("dismiss")).status).toBe(409);
});

test("a person with more leads than one write can move has all of them moved", async () => {
  const { world, decide, kept, merged } = await given();
  const owner = world.staff("london-cars", "owner");
  for (let n = 0; n < 60; n += 1) await owner.post("/v1/leads", { contact: { phone } });
  expect(stored(world, "Lead").filter(({ person }) => person === merged).length).toBeGreaterThan(50);
  await decide("accept");
  await world.settle();
  await world.later(120_000);
  expect(new Set(stored(world, "Lead").map(({ person }) => person))).toEqual(new Set([kept]));
  expect(world.deadLetters("leads")).toEqual([]);
});

test("purchases of a merged record are the kept one's", async () => {
  const { world, dealer, owner, send, decide, kept, merged } = await given();
  await send({ email: "bob@example.com", phone });
  const buyer = world.customer("bob");
  const price = { amount: 1_299_000, currency: "GBP" };
  const placed = {
    order: newId("ord"),
    buyer: buyer.id,
    vehicle: newId("veh"),
    vin: "WVWZZZ1JZXW000001",
    price,
  };
  await told(dealer, "orders", OrderPlaced, { ...placed, hold_until: "2026-11-25T10:00:00.000Z" });
  await world.settle();
  expect(stored(world, "Purchase")).toMatchObject([{ person: merged }]);
  expect((await decide("accept")).status).toBe(200);
  const purchases = await owner.get(`/v1/customers/${kept}/purchases`);
  expect(purchases.body.data).toMatchObject([{ order: placed.order }]);
  expect(stored(world, "Purchase")).toHaveLength(1);
  expect((await owner.get(`/v1/customers/${kept}`)).body).toMatchObject({ account: buyer.id });
});

test("two records that staff say are two stay two, and nobody is asked again", async () => {
  const { world, owner, decide, send } = await given();
  expect(await decide("dismiss")).toMatchObject({ status: 200, body: { state: "dismissed" } });
  await send({ email, phone });
  expect((await owner.get("/v1/customer-merge-proposals")).body.data).toEqual([]);
  expect((await owner.get("/v1/customer-merge-proposals?state=dismissed")).body.data).toHaveLength(1);
  expect((await owner.get("/v1/customers")).body.data).toHaveLength(2);
  expect(new Set(stored(world, "PersonKey").map(({ person }) => person)).size).toBe(2);
});

test("another dealer's proposal answers like a missing one, and who may only read people decides nothing", async () => {
  const { world, dealer, decide, kept, merged } = await given();
  const id = [kept, merged].sort().join(".");
  const before = stored(world, "MergeProposal");
  const paris = world.staff(await world.dealer({ id: "paris-autos", country: "FR" }), "owner");
  for (const verb of ["accept", "dismiss"]) {
    const [theirs, none] = [
      await paris.post(`/v1/customer-merge-proposals/${id}/${verb}`),
      await paris.post(`/v1/customer-merge-proposals/per_0.per_1/${verb}`),
    ];
    expect(theirs.status).toBe(404);
    expect(theirs.text).toBe(none.text);
    const warehouse = world.staff(dealer, "warehouse");
    expect((await warehouse.post(`/v1/customer-merge-proposals/${id}/${verb}`)).status).toBe(403);
  }
  expect(stored(world, "MergeProposal")).toEqual(before);
  expect((await decide("accept")).status).toBe(200);
});

test("a merge is one transaction: when a record changed in between, nothing of it happens", async () => {
  const { world, owner, decide, kept } = await given();
  let raced = false;
  world.aws.intercept = async ({ operation, input }) => {
    if (raced || operation !== "TransactWriteItems" || !JSON.stringify(input).includes("merged_into")) return;
    raced = true;
    const patch = await owner.patch(`/v1/customers/${kept}`, { region: "Kent" }, { "if-match": '"1"' });
    expect(patch.status).toBe(200);
  };
  expect((await decide("accept")).status).toBe(409);
  expect(new Set(stored(world, "PersonKey").map(({ person }) => person)).size).toBe(2);
  expect((await decide("accept")).status).toBe(200);
});
