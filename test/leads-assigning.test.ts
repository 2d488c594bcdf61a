import { expect, test } from "vitest";
import { Member } from "#functions/identity/entities";
import { StaffChanged, StaffRemoved } from "#functions/identity/events";
import { turnOf } from "#functions/leads/assigning";
import { OrderPaid } from "#functions/orders/events";
import { announce } from "#shared/events";
import { newId } from "#shared/ids";
import { asPlatform } from "#shared/scope";
import { transact } from "#shared/transact";
import { forecourt } from "#test/support/forecourt";
import { inside, sellers, stored, told } from "#test/people-given";

const given = async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  const send = async (contact: object, more: object = {}) => {
    world.clock.advance(60_000);
    const reply = await world.visitor.post(`/v1/dealers/${dealer}/leads`, { contact, ...more });
    return String(reply.body["lead"]);
  };
  return { world, dealer, send };
};

test("an inquiry soon belongs to somebody who works leads, once, however often and in whatever order it is told", async () => {
  const { world, dealer, send } = await given();
  const owner = world.staff(dealer, "owner");
  const accounts = [...(await sellers(dealer, 3)), owner.id];
  const ids = [];
  for (let n = 0; n < 6; n += 1) ids.push(await send({ email: `p${n}@example.com` }));
  await world.settle({ times: 2, reorder: (records) => records.toReversed() });
  for (const lead of ids) {
    const { body } = await owner.get(`/v1/leads/${lead}`);
    expect(accounts).toContain(body["owner"]);
    expect(body).toMatchObject({ version: 2 });
  }
  const assigned = stored(world, "Event").filter(
    ({ event }) => (event as { type: string }).type === "LeadAssigned",
  );
  expect(assigned).toHaveLength(6);
});

test("a warehouse has no turn, and where nobody works leads an inquiry waits without an owner", async () => {
  const { world, dealer, send } = await given();
  await sellers(dealer, 3, "warehouse");
  const reader = world.staff(dealer, "promotion-specialist");
  const lead = await send({ email: "ada@example.com" });
  await world.settle();
  expect((await reader.get(`/v1/leads/${lead}`)).body).toMatchObject({ lead, version: 1 });
  expect(stored(world, "Lead")[0]).not.toHaveProperty("owner");
  expect(world.deadLetters("leads")).toEqual([]);
});

test("turns are shared evenly: of 5,000 leads each of five has a fifth, give or take a tenth of it", () => {
  const accounts = ["ann", "ben", "cho", "dee", "eli"];
  const shares = new Map<string, number>();
  for (let n = 0; n < 5000; n += 1) {
    const owner = turnOf(newId("lead"), accounts) ?? "nobody";
    shares.set(owner, (shares.get(owner) ?? 0) + 1);
  }
  expect([...shares.keys()].sort()).toEqual(accounts);
  for (const [owner, share] of shares) expect(Math.abs(share - 1000), owner).toBeLessThan(150);
});

test("a turn depends on nobody's place in the list, and only a leaver's leads have another one", () => {
  const accounts = ["ann", "ben", "cho", "dee"];
  for (let n = 0; n < 200; n += 1) {
    const lead = newId("lead");
    const owner = turnOf(lead, accounts);
    expect(turnOf(lead, accounts.toReversed())).toBe(owner);
    if (owner !== "dee") expect(turnOf(lead, ["ann", "ben", "cho"])).toBe(owner);
  }
  expect(turnOf("lead_1", [])).toBeUndefined();
});

test("assigning a lead touches nothing that two leads share", async () => {
  const { world, dealer, send } = await given();
  await sellers(dealer, 2);
  await send({ email: "ada@example.com" });
  world.aws.reset();
  await world.settle();
  const writes = world.aws.calls.filter(({ operation }) => operation === "TransactWriteItems");
  const keys = writes.flatMap(({ input }) =>
    (input["TransactItems"] as Record<string, { Key?: { pk: { S: string } } }>[]).flatMap((item) =>
      Object.values(item).flatMap(({ Key }) => (Key ? [Key.pk.S] : [])),
    ),
  );
  expect(keys.filter((key) => key.includes("#leads#") && !/#leads#(lead|seen)#/.test(key))).toEqual([]);
  expect(keys.some((key) => key.includes("#leads#lead#"))).toBe(true);
});

test("staff hand a lead to a colleague, and to nobody else", async () => {
  const { world, dealer, send } = await given();
  const owner = world.staff(dealer, "owner");
  const [ann, ben] = (await sellers(dealer, 2)) as [string, string];
  const lead = await send({ email: "ada@example.com" });
  await world.settle();
  for (const account of [ann, ben, ben])
    expect(await owner.post(`/v1/leads/${lead}/assign`, { owner: account })).toMatchObject({
      status: 200,
      body: { owner: account },
    });
  expect(await owner.post(`/v1/leads/${lead}/assign`, { owner: "somebody" })).toMatchObject({
    status: 422,
    body: { code: "owner_unknown" },
  });
  expect((await owner.get(`/v1/leads?owner=${ben}`)).body.data).toHaveLength(1);
  expect((await owner.get(`/v1/leads?owner=${ann}`)).body.data).toHaveLength(0);
});

test("the open leads of somebody who leaves go to those who stay, however many, and closed ones keep their name", async () => {
  const { world, dealer } = await given();
  const owner = world.staff(dealer, "owner");
  const [leaver, stays] = (await sellers(dealer, 2)) as [string, string];
  const enter = async (n: number) =>
    String(
      (await owner.post("/v1/leads", { contact: { email: `p${n}@example.com` }, owner: leaver })).body[
        "lead"
      ],
    );
  const closed = await enter(0);
  await owner.post(`/v1/leads/${closed}/move`, { stage: "lost" });
  for (let n = 1; n <= 15; n += 1) await enter(n);
  await inside(dealer, "identity", () =>
    asPlatform("a member lists their dealers", async () =>
      transact([
        Member.remove(await Member.get({ account: leaver })),
        announce(StaffRemoved, { account: leaver }),
      ]),
    ),
  );
  await world.settle({ times: 2 });
  await world.later(120_000);
  const owners = stored(world, "Lead").map(({ lead, owner }) => (lead === closed ? "closed" : owner));
  expect(new Set(owners)).toEqual(new Set(["closed", stays, owner.id]));
  expect((await owner.get(`/v1/leads/${closed}`)).body).toMatchObject({ owner: leaver });
});

test("who changes roles and still works leads keeps theirs", async () => {
  const { world, dealer } = await given();
  const owner = world.staff(dealer, "owner");
  const [ann] = (await sellers(dealer, 2)) as [string, string];
  await owner.post("/v1/leads", { contact: { email: "ada@example.com" }, owner: ann });
  await told(dealer, "identity", StaffChanged, { account: ann, roles: ["salesperson"] });
  await world.settle();
  expect(stored(world, "Lead")).toMatchObject([{ owner: ann, version: 1 }]);
});

const vehicle = "veh_01kb2y6q0a4n8r7v3x5z9c1d2e";
const other = "veh_01kb2y6q0a4n8r7v3x5z9c1d2f";

async function paid(world: Awaited<ReturnType<typeof given>>["world"], dealer: string, buyer: string) {
  const order = newId("ord");
  const price = { amount: 1_299_000, currency: "GBP" as const };
  const paid_at = new Date(world.clock.now()).toISOString();
  await told(dealer, "orders", OrderPaid, {
    order,
    buyer,
    vehicle,
    vin: "WVWZZZ1JZXW000001",
    price,
    paid_at,
  });
  await world.settle({ times: 2 });
  return order;
}

test("a purchase wins the buyer's lead about that car, once, and leaves their other leads open", async () => {
  const { world, dealer, send } = await given();
  const owner = world.staff(dealer, "owner");
  const buyer = world.customer("ada");
  const about = await send({ email: "ADA@example.com " }, { vehicle });
  const elsewhere = await send({ email: "ada@example.com" }, { vehicle: other });
  const stranger = await send({ email: "eve@example.com" }, { vehicle });
  await world.settle();
  const order = await paid(world, dealer, buyer.id);
  expect((await owner.get(`/v1/leads/${about}`)).body).toMatchObject({ stage: "won", order });
  expect((await owner.get(`/v1/leads/${elsewhere}`)).body).toMatchObject({ stage: "new" });
  expect((await owner.get(`/v1/leads/${stranger}`)).body).toMatchObject({ stage: "new" });
  const moved = stored(world, "Event").filter(
    ({ event }) => (event as { type: string }).type === "LeadMoved",
  );
  expect(moved.map(({ event }) => (event as { data: object }).data)).toEqual([
    { lead: about, from: "new", to: "won", source: "web" },
  ]);
});

test("a purchase of another car wins the newest open lead; without one it wins none", async () => {
  const { world, dealer, send } = await given();
  const owner = world.staff(dealer, "owner");
  const buyer = world.customer("ada");
  const older = await send({ email: "ada@example.com" }, { vehicle: other });
  const newer = await send({ email: "ada@example.com" });
  await owner.post(`/v1/leads/${newer}/move`, { stage: "lost" });
  await world.settle();
  await paid(world, dealer, buyer.id);
  expect((await owner.get(`/v1/leads/${older}`)).body).toMatchObject({ stage: "won" });
  await paid(world, dealer, buyer.id);
  expect((await owner.get(`/v1/leads/${newer}`)).body).toMatchObject({ stage: "lost" });
  expect(world.deadLetters("leads")).toEqual([]);
});

test("a purchase by somebody who left no lead, or whom nobody knows, wins nothing and fails nothing", async () => {
  const { world, dealer, send } = await given();
  await send({ email: "eve@example.com" });
  await world.settle();
  await paid(world, dealer, "00000000-0000-4000-8000-00000000dead");
  expect(stored(world, "Lead").map(({ stage }) => stage)).toEqual(["new"]);
  expect(world.deadLetters("leads")).toEqual([]);
});
