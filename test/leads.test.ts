import { expect, test } from "vitest";
import { forecourt } from "#test/support/forecourt";
import { sellers, stored } from "#test/people-given";

const given = async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  return { world, dealer, path: `/v1/dealers/${dealer}/leads`, owner: world.staff(dealer, "owner") };
};
const ada = { name: "Ada Byron", email: "ada@example.com", phone: "020 7946 0958" };

test("a visitor's inquiry is a lead that the dealer's staff read, and the visitor hears only its id", async () => {
  const { path, world, owner } = await given();
  const vehicle = "veh_01kb2y6q0a4n8r7v3x5z9c1d2e";
  const inquiry = { contact: ada, message: "Still there?", vehicle, consent: { marketing: false } };
  const { status, body } = await world.visitor.post(path, inquiry);
  expect(status).toBe(201);
  expect(Object.keys(body)).toEqual(["lead"]);
  const shown = await owner.get(`/v1/leads/${body["lead"]}`);
  expect(shown.body).toMatchObject({
    stage: "new",
    source: "web",
    message: "Still there?",
    vehicle,
    contact: { name: "Ada Byron", email: "ada@example.com", phone: "+442079460958" },
    verified: false,
    version: 1,
  });
  expect(shown.headers["etag"]).toBe('"1"');
});

test("an event tells the others of a lead in ids and figures, without a personal value", async () => {
  const { path, world } = await given();
  await world.visitor.post(path, { contact: ada, message: "Call me at home" });
  const [event] = stored(world, "Event").filter(
    (row) => (row["event"] as { type: string }).type === "LeadReceived",
  );
  expect(event?.["event"]).toMatchObject({ data: { source: "web", stage: "new" } });
  expect(JSON.stringify(stored(world, "Event"))).not.toMatch(/ada@|Byron|7946|Call me/i);
});

test("personal values are in no key, no audit record and no limit", async () => {
  const { path, world } = await given();
  await world.visitor.post(path, { contact: ada, message: "Call me at home" }, { "idempotency-key": "k-1" });
  const keys = world.table().map((row) => JSON.stringify([row["pk"], row["sk"], row["gs1pk"], row["gs5pk"]]));
  expect(keys.join()).not.toMatch(/ada@|Byron|7946|Call me/i);
  for (const kind of ["Audit", "Bucket", "Idempotency"]) {
    expect(stored(world, kind).length).toBeGreaterThan(0);
    expect(JSON.stringify(stored(world, kind))).not.toMatch(/ada@|Byron|7946|Call me/i);
  }
});

test("what is kept of a person names them as its subject, so that export and erasure find all of it", async () => {
  const { path, world } = await given();
  await world.visitor.post(path, { contact: ada, message: "Hello" });
  const person = String(stored(world, "Person")[0]?.["person"]);
  for (const kind of ["Person", "PersonKey", "Lead"])
    for (const row of stored(world, kind)) expect(row["gs5pk"], kind).toContain(person);
});

test("an inquiry costs a look at each limit, one batch read and one transaction", async () => {
  const { path, world } = await given();
  await world.visitor.post(path, { contact: ada });
  world.clock.advance(60_000);
  world.aws.reset();
  await world.visitor.post(path, { contact: ada });
  const calls = world.aws.calls.map(({ operation }) => operation).filter((name) => name !== "GetItem");
  expect(calls).toEqual([...Array(4).fill("UpdateItem"), "BatchGetItem", "TransactWriteItems"]);
});

test.each([
  ["no way to answer", { contact: { name: "Ada" } }, 422, "contact_missing"],
  ["no phone number", { contact: { phone: "12345678901234567890" } }, 422, "phone_invalid"],
  ["no e-mail address", { contact: { email: "ada(at)example" } }, 400, "invalid_request"],
  ["an unknown field", { contact: ada, admin: true }, 400, "invalid_request"],
  ["an unknown field of the contact", { contact: { ...ada, verified: true } }, 400, "invalid_request"],
  ["an unknown source", { contact: ada, source: "tv" }, 400, "invalid_request"],
  ["a message without end", { contact: ada, message: "a".repeat(4001) }, 400, "invalid_request"],
  ["a vehicle that cannot be one", { contact: ada, vehicle: "veh_1" }, 400, "invalid_request"],
  ["no contact", {}, 400, "invalid_request"],
  ["a text", '"lead"', 400, "invalid_request"],
  ["broken JSON", "{", 400, "json_invalid"],
])("an inquiry with %s is refused and nothing is written", async (_what, body, status, code) => {
  const { path, world } = await given();
  const before = world.table();
  const reply = await world.visitor.post(path, body);
  expect(reply).toMatchObject({ status, body: { code } });
  expect(reply.text).not.toContain("ada@");
  expect(world.table()).toEqual(before);
});

test("an inquiry at a dealer that does not exist is 404 and nothing is written", async () => {
  const { world } = await given();
  const before = world.table();
  expect((await world.visitor.post("/v1/dealers/nobody/leads", { contact: ada })).status).toBe(404);
  expect(world.table()).toEqual(before);
});

test("the same inquiry sent again with its key is one lead, and the replay echoes nothing personal", async () => {
  const { path, world } = await given();
  const send = (key: string, body = { contact: ada }) =>
    world.visitor.post(path, body, { "idempotency-key": key });
  const [first, second] = [await send("k-1"), await send("k-1")];
  expect(second.headers["idempotency-replayed"]).toBe("true");
  expect(second.text).toBe(first.text);
  expect(second.text).not.toMatch(/ada|byron|7946/i);
  expect(stored(world, "Lead")).toHaveLength(1);
  const stranger = await send("k-1", { contact: { ...ada, email: "eve@example.com" } });
  expect(stranger.body["lead"]).not.toBe(first.body["lead"]);
});

test("one source cannot send without end: it is told when to come again, and others still may", async () => {
  const { path, world } = await given();
  const from = (address: string, n: number) =>
    world.visitor.post(path, { contact: { email: `p${n}@example.com` } }, { "x-test-source": address });
  const replies = [];
  for (let n = 0; n < 25; n += 1) replies.push(await from("198.51.100.1", n));
  expect(replies.map(({ status }) => status)).toEqual([...Array(20).fill(201), ...Array(5).fill(429)]);
  expect(Number(replies[24]?.headers["retry-after"])).toBeGreaterThan(0);
  expect((await from("198.51.100.2", 99)).status).toBe(201);
  world.clock.advance(60_000);
  expect((await from("198.51.100.1", 100)).status).toBe(201);
});

test("a source above its limit costs two updates and no more", async () => {
  const { path, world } = await given();
  for (let n = 0; n < 20; n += 1) await world.visitor.post(path, { contact: { email: `p${n}@example.com` } });
  world.aws.reset();
  expect((await world.visitor.post(path, { contact: ada })).status).toBe(429);
  expect(world.aws.calls.map(({ operation }) => operation)).toEqual(["UpdateItem", "UpdateItem"]);
});

test("a flood in one person's name is kept, told as quarantined, and stands apart until staff release it", async () => {
  const { path, world, dealer, owner } = await given();
  const [seller] = await sellers(dealer, 1);
  const ids: string[] = [];
  for (let n = 0; n < 7; n += 1) {
    const reply = await world.visitor.post(path, { contact: ada }, { "x-test-source": `198.51.100.${n}` });
    expect(reply.status).toBe(201);
    world.clock.advance(1);
    ids.push(reply.body["lead"] as unknown as string);
  }
  await world.settle();
  const held = await owner.get("/v1/leads?stage=quarantine");
  expect(held.body.data.map(({ lead }) => lead)).toEqual([ids[6], ids[5]]);
  expect(held.body.data[0]).toMatchObject({ quarantined: true, stage: "new" });
  expect(held.body.data[0]).not.toHaveProperty("owner");
  expect((await owner.get("/v1/leads?stage=new")).body.data).toHaveLength(5);

  const release = await owner.post(`/v1/leads/${ids[5]}/release`);
  expect(release.status).toBe(200);
  expect(release.body).not.toHaveProperty("quarantined");
  await world.settle();
  const { body } = await owner.get(`/v1/leads/${ids[5]}`);
  expect(body).toMatchObject({ board: "new" });
  expect([seller, owner.id]).toContain(body["owner"]);
  expect((await owner.get("/v1/leads?stage=quarantine")).body.data).toHaveLength(1);
  const told = stored(world, "Event")
    .map(({ event }) => event as { type: string; data: { lead: string; quarantined?: boolean } })
    .filter(({ type, data }) => type === "LeadReceived" && data.lead === ids[5]);
  expect(told).toHaveLength(2);
  expect(new Set(told.map(({ data }) => data.quarantined))).toEqual(new Set([true, undefined]));
});

test("above the dealer's own bucket no inquiry is lost and none sends mail: all of them are kept in quarantine", async () => {
  const { path, world } = await given();
  const replies = [];
  for (let n = 0; n < 130; n += 1)
    replies.push(
      await world.visitor.post(
        path,
        { contact: { email: `p${n}@example.com` } },
        { "x-test-source": `10.0.0.${n}` },
      ),
    );
  expect(replies.every(({ status }) => status === 201)).toBe(true);
  expect(stored(world, "Lead")).toHaveLength(130);
  expect(stored(world, "Lead").filter(({ quarantined }) => quarantined)).toHaveLength(30);
});
