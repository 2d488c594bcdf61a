import { expect, test } from "vitest";
import { Stage } from "#functions/leads/events";
import { moves } from "#functions/leads/stages";
import { forecourt } from "#test/support/forecourt";
import { sellers, stored } from "#test/people-given";

const given = async () => {
  const world = await forecourt();
  const dealer = await world.dealer({ country: "GB" });
  const owner = world.staff(dealer, "owner");
  const enter = async (contact: object = { email: "ada@example.com" }, more: object = {}) => {
    world.clock.advance(1);
    return String((await owner.post("/v1/leads", { contact, ...more })).body["lead"]);
  };
  return { world, dealer, owner, enter };
};

/** A way from `new` to each stage by allowed moves. */
const ways: Record<Stage, Stage[]> = {
  new: [],
  contacted: ["contacted"],
  qualified: ["qualified"],
  negotiating: ["qualified", "negotiating"],
  won: ["qualified", "won"],
  lost: ["lost"],
};

test("a lead moves exactly as the table of moves says, and every other move is refused by name", async () => {
  const { world, owner, enter } = await given();
  for (const from of Stage.options) {
    for (const to of Stage.options) {
      const lead = await enter({ email: `${from}.${to}@example.com` });
      for (const stage of ways[from]) await owner.post(`/v1/leads/${lead}/move`, { stage });
      const before = stored(world, "Event").length;
      const reply = await owner.post(`/v1/leads/${lead}/move`, { stage: to });
      if (moves[from].includes(to)) {
        expect(reply, `${from} to ${to}`).toMatchObject({ status: 200, body: { stage: to } });
        expect(stored(world, "Event")).toHaveLength(before + 1);
      } else {
        const problem = { code: "lead_move_refused", from, to, allowed: moves[from] };
        expect(reply, `${from} to ${to}`).toMatchObject({ status: 409, body: problem });
        expect(stored(world, "Event")).toHaveLength(before);
      }
      const stage = moves[from].includes(to) ? to : from;
      expect((await owner.get(`/v1/leads/${lead}`)).body).toMatchObject({ stage });
    }
  }
});

test("from every open stage a lead can still be lost, and no move leaves a lead nowhere", () => {
  for (const [from, to] of Object.entries(moves)) {
    expect(new Set(to).size).toBe(to.length);
    expect(to).not.toContain(from);
    if (from !== "won" && from !== "lost") expect(to).toContain("lost");
  }
});

test("leads are listed by stage, by owner, by both, by person and all together, the newest first, a page at a time", async () => {
  const { dealer, owner, enter } = await given();
  const [ann, ben] = (await sellers(dealer, 2)) as [string, string];
  const one = await enter({ email: "one@example.com" }, { owner: ann });
  const two = await enter({ email: "two@example.com" }, { owner: ann });
  const three = await enter({ email: "three@example.com" }, { owner: ben });
  await owner.post(`/v1/leads/${two}/move`, { stage: "contacted" });
  const ids = async (query: string) =>
    (await owner.get(`/v1/leads?${query}`)).body.data.map(({ lead }) => lead);
  expect(await ids("stage=new")).toEqual([three, one]);
  expect(await ids("stage=contacted")).toEqual([two]);
  expect(new Set(await ids(`owner=${ann}`))).toEqual(new Set([one, two]));
  expect(await ids(`owner=${ann}&stage=new`)).toEqual([one]);
  expect(await ids("")).toEqual([three, two, one]);
  const { person } = (await owner.get(`/v1/leads/${three}`)).body;
  expect(await ids(`person=${String(person)}`)).toEqual([three]);
  const first = await owner.get("/v1/leads?limit=2");
  const rest = await owner.get(`/v1/leads?limit=2&cursor=${first.body["next_cursor"]}`);
  expect([...first.body.data, ...rest.body.data].map(({ lead }) => lead)).toEqual([three, two, one]);
  expect((await owner.get("/v1/leads?stage=somewhere")).status).toBe(400);
});

test("every list and every detail is one call", async () => {
  const { world, owner, enter } = await given();
  const lead = await enter();
  for (const [path, call] of [
    ["/v1/leads", "Query"],
    ["/v1/leads?stage=new", "Query"],
    ["/v1/leads?owner=somebody&stage=new", "Query"],
    [`/v1/leads/${lead}`, "GetItem"],
  ] as const) {
    world.aws.reset();
    expect((await owner.get(path)).status).toBe(200);
    expect(
      world.aws.calls.map(({ operation }) => operation),
      path,
    ).toEqual([call]);
  }
});

test("staff enter a lead for an owner, and only for one who works leads here", async () => {
  const { world, dealer, owner } = await given();
  const [ann] = await sellers(dealer, 1);
  const contact = { name: "Ada", phone: "020 7946 0958" };
  const entered = await owner.post("/v1/leads", { contact, source: "phone", owner: ann, verified: true });
  expect(entered).toMatchObject({ status: 201, body: { owner: ann, source: "phone", verified: true } });
  const before = stored(world, "Lead");
  const stranger = await owner.post("/v1/leads", { contact, owner: "somebody" });
  expect(stranger).toMatchObject({ status: 422, body: { code: "owner_unknown" } });
  expect(stored(world, "Lead")).toEqual(before);
});

test("a stale change is refused and nothing is lost; a change without If-Match is refused too", async () => {
  const { owner, enter } = await given();
  const lead = await enter();
  const patch = (note: string, version?: string) =>
    owner.patch(`/v1/leads/${lead}`, { note }, version ? { "if-match": version } : {});
  expect((await patch("Prefers mornings", '"1"')).body).toMatchObject({
    note: "Prefers mornings",
    version: 2,
  });
  expect((await patch("Prefers evenings", '"1"')).status).toBe(412);
  expect((await patch("Prefers evenings")).status).toBe(428);
  expect((await owner.get(`/v1/leads/${lead}`)).body).toMatchObject({ note: "Prefers mornings" });
});

test("a move sent again with its key is one move", async () => {
  const { world, owner, enter } = await given();
  const lead = await enter();
  const move = () =>
    owner.post(`/v1/leads/${lead}/move`, { stage: "contacted" }, { "idempotency-key": "m-1" });
  const [first, second] = [await move(), await move()];
  expect(second).toMatchObject({ status: 200, text: first.text });
  const told = stored(world, "Event").filter(({ event }) => (event as { type: string }).type === "LeadMoved");
  expect(told).toHaveLength(1);
});

test("of two who move a lead at once, one moves it and the other hears that it changed", async () => {
  const { world, owner, enter } = await given();
  const lead = await enter();
  const bothRead = Promise.withResolvers<void>();
  let reads = 0;
  world.aws.intercept = async ({ operation, input }) => {
    if (operation === "TransactWriteItems") await bothRead.promise;
    if (operation === "GetItem" && JSON.stringify(input).includes(lead) && ++reads === 2) bothRead.resolve();
  };
  const replies = await Promise.all(
    ["contacted", "lost"].map((stage) => owner.post(`/v1/leads/${lead}/move`, { stage })),
  );
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect(stored(world, "Lead")[0]).toMatchObject({ version: 2 });
});

test("another dealer's lead answers like a missing one, word for word, and stays as it is", async () => {
  const { world, enter } = await given();
  const lead = await enter();
  const paris = await world.dealer({ id: "paris-autos", country: "FR" });
  const stranger = world.staff(paris, "owner");
  const missing = "lead_00000000000000000000000000";
  const before = stored(world, "Lead");
  const asks: [string, (id: string) => Promise<{ status: number; text: string }>][] = [
    ["show", (id) => stranger.get(`/v1/leads/${id}`)],
    ["patch", (id) => stranger.patch(`/v1/leads/${id}`, { note: "x" }, { "if-match": '"1"' })],
    ["move", (id) => stranger.post(`/v1/leads/${id}/move`, { stage: "lost" })],
    ["assign", (id) => stranger.post(`/v1/leads/${id}/assign`, { owner: "x" })],
    ["release", (id) => stranger.post(`/v1/leads/${id}/release`)],
  ];
  for (const [name, ask] of asks) {
    const [theirs, none] = [await ask(lead), await ask(missing)];
    expect(theirs.status, name).toBe(404);
    expect(theirs.text, name).toBe(none.text);
  }
  expect((await stranger.get("/v1/leads")).body.data).toEqual([]);
  expect(stored(world, "Lead")).toEqual(before);
});

test("who may only read leads cannot work them, and who may do neither reads none", async () => {
  const { world, dealer, enter } = await given();
  const lead = await enter();
  const reader = world.staff(dealer, "promotion-specialist");
  expect((await reader.get("/v1/leads")).status).toBe(200);
  expect((await reader.post(`/v1/leads/${lead}/move`, { stage: "lost" })).status).toBe(403);
  expect((await reader.post("/v1/leads", { contact: { email: "a@example.com" } })).status).toBe(403);
  const warehouse = world.staff(dealer, "warehouse");
  expect((await warehouse.get("/v1/leads")).status).toBe(403);
  expect((await warehouse.get(`/v1/leads/${lead}`)).status).toBe(403);
  expect((await world.customer("ada").get("/v1/leads")).status).toBe(401);
  expect((await world.visitor.get("/v1/leads")).status).toBe(401);
});
