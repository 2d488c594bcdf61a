import { beforeEach, describe, expect, test } from "vitest";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { bakery } from "./bakery.ts";

let world: Forecourt;
let dealer: string;
const loaf = { kind: "rye", left: 3 };
const keyed = (key: string) => ({ "idempotency-key": key });

beforeEach(async () => {
  world = await forecourt({ contexts: [bakery] });
  dealer = await world.dealer({ roles: { baker: ["loaves:bake"] } });
});

const bake = (name = "ada", key = `key-${Math.random()}`, body: unknown = loaf) =>
  world.customer(name).post(`/v1/dealers/${dealer}/loaves`, body, keyed(key));
const stored = () =>
  world.table().filter((item) => item["_kind"] && "S" in item["_kind"] && item["_kind"].S === "Loaf").length;

describe("what a caller sends", () => {
  test.each([
    ["an unknown field", { ...loaf, price: 1 }, 400, "invalid_request"],
    ["a wrong type", { kind: 7, left: 1 }, 400, "invalid_request"],
    ["an absurd number", { kind: "rye", left: 1e300 }, 400, "invalid_request"],
    ["broken JSON", '{"kind":', 400, "json_invalid"],
    ["a list for an object", [], 400, "invalid_request"],
    ["nothing", "", 400, "json_invalid"],
    ["a forged prototype", '{"kind":"rye","left":1,"__proto__":{"admin":true}}', 400, "invalid_request"],
    ["more than 256 KB", { kind: "x".repeat(300_000), left: 1 }, 413, "body_too_large"],
  ])("%s is refused before anything is written", async (_name, body, status, code) => {
    await bake();
    world.aws.reset();
    const reply = await bake("ada", "k", body);
    expect([reply.status, reply.body["code"]]).toEqual([status, code]);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(world.aws.calls).toEqual([]);
    expect(stored()).toBe(1);
  });

  test("a parameter that is unknown or given twice is refused", async () => {
    for (const query of [
      "kind=rye&colour=red",
      "kind=rye&kind=rye",
      "kind=rye&limit=0",
      "kind=rye&limit=1e9",
    ]) {
      expect((await world.visitor.get(`/v1/dealers/${dealer}/loaves?${query}`)).status, query).toBe(400);
    }
  });

  test("a failure of ours tells the caller nothing", async () => {
    const reply = await world.visitor.get("/v1/broken");
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain("flour");
  });
});

describe("who is asking", () => {
  test("somebody else's record answers exactly like a missing one", async () => {
    const mine = (await bake("ada")).body["loaf"];
    const path = (id: string) => `/v1/dealers/${dealer}/loaves/${id}`;
    const foreign = await world.customer("eve").get(path(mine!));
    const absent = await world.customer("eve").get(path("loaf_00000000000000000000000000"));
    expect((await world.customer("ada").get(path(mine!))).status).toBe(200);
    expect(foreign.status).toBe(404);
    expect(foreign.text).toBe(absent.text);
  });

  test("staff act inside the dealer of their token, whatever the path names", async () => {
    const mine = (await bake()).body["loaf"];
    await world.dealer({ id: "paris-cars", roles: { baker: ["loaves:bake"] } });
    expect((await world.staff(dealer, "baker").post(`/v1/loaves/${mine}/sell`)).status).toBe(200);
    expect((await world.staff("paris-cars", "baker").post(`/v1/loaves/${mine}/sell`)).status).toBe(404);
    expect((await world.staff(dealer, "driver").post(`/v1/loaves/${mine}/sell`)).body["code"]).toBe(
      "permission_missing",
    );
  });

  test("both pools may call a member's route, and no bad token may", async () => {
    const { pools, token, staffToken } = world.tokens;
    expect((await world.customer("ada").get("/v1/whoami")).body).toEqual({
      id: world.customer("ada").id,
      kind: "customer",
    });
    expect((await world.as(staffToken(dealer, ["baker"])).get("/v1/whoami")).body["kind"]).toBe("staff");
    const at = Math.floor(world.clock.now() / 1000);
    const bad = [
      token("customers", { sub: "x", token_use: "id" }),
      token("customers", { sub: "x", exp: at - 1 }),
      token("customers", { sub: "x", client_id: "another" }),
      token("customers", { sub: "x", iss: pools.staff.issuer }),
      world.cognito.mint(
        pools.customers.id,
        { sub: "x", iss: pools.customers.issuer, token_use: "access", exp: at + 60 },
        { forged: true },
      ),
      "not.a.token",
      "",
    ];
    for (const each of bad) expect((await world.as(each).get("/v1/whoami")).status, each).toBe(401);
  });

  test("an unknown dealer is a 404 and a frozen one may be read but not changed", async () => {
    expect((await world.visitor.get("/v1/dealers/nowhere/loaves?kind=rye")).status).toBe(404);
    await world.dealer({ id: "frozen-cars", frozen: true });
    expect((await world.visitor.get("/v1/dealers/frozen-cars/loaves?kind=rye")).status).toBe(200);
    const reply = await world.customer("ada").post("/v1/dealers/frozen-cars/loaves", loaf, keyed("k"));
    expect(reply.body["code"]).toBe("dealer_frozen");
  });
});

describe("the same request again", () => {
  test("gives the stored answer and changes nothing", async () => {
    const first = await bake("ada", "one");
    const again = await bake("ada", "one");
    expect(first.status).toBe(201);
    expect([again.status, again.text, again.headers["idempotency-replayed"]]).toEqual([
      201,
      first.text,
      "true",
    ]);
    expect(stored()).toBe(1);
  });

  test("with another body is refused, without a key too", async () => {
    await bake("ada", "one");
    expect((await bake("ada", "one", { ...loaf, left: 9 })).body["code"]).toBe("idempotency_key_reused");
    expect((await world.customer("ada").post(`/v1/dealers/${dealer}/loaves`, loaf)).body["code"]).toBe(
      "idempotency_key_missing",
    );
  });

  test("of another caller or dealer is another request", async () => {
    await world.dealer({ id: "paris-cars" });
    await bake("ada", "one");
    await bake("eve", "one");
    await world.customer("ada").post("/v1/dealers/paris-cars/loaves", loaf, keyed("one"));
    expect(stored()).toBe(3);
  });

  test("hears its old answer even when it would be refused by now", async () => {
    const { loaf: id } = (await bake("ada", "k", { kind: "rye", left: 1 })).body;
    const baker = world.staff(dealer, "baker");
    const first = await baker.post(`/v1/loaves/${id}/sell`, undefined, keyed("s"));
    const again = await baker.post(`/v1/loaves/${id}/sell`, undefined, keyed("s"));
    const other = await baker.post(`/v1/loaves/${id}/sell`, undefined, keyed("t"));
    expect([first.status, again.status, other.body["code"]]).toEqual([200, 200, "sold_out"]);
    expect(again.text).toBe(first.text);
  });

  test("is a new request after 24 hours", async () => {
    await bake("ada", "one");
    world.clock.advance(24 * 3_600_000 + 1);
    const later = await bake("ada", "one");
    expect(later.headers["idempotency-replayed"]).toBeUndefined();
    expect(stored()).toBe(2);
  });

  test("at the same time is carried out once", async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => bake("ada", "one")));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(stored()).toBe(1);
  });
});

describe("changing what others may have changed", () => {
  test("needs the ETag that was read, and a stale one changes nothing", async () => {
    const id = (await bake()).body["loaf"];
    const baker = world.staff(dealer, "baker");
    const patch = (headers: Record<string, string>) =>
      baker.patch(`/v1/loaves/${id}`, { kind: "oat", left: 0 }, headers);
    expect((await patch({})).status).toBe(428);
    const read = await world.customer("ada").get(`/v1/dealers/${dealer}/loaves/${id}`);
    expect(read.headers["etag"]).toBe('"1"');
    expect((await patch({ "if-match": '"1"' })).headers["etag"]).toBe('"2"');
    expect((await patch({ "if-match": '"1"' })).body["code"]).toBe("version_stale");
    const same = await world
      .customer("ada")
      .get(`/v1/dealers/${dealer}/loaves/${id}`, { "if-none-match": '"2"' });
    expect([same.status, same.text]).toEqual([304, ""]);
  });
});

describe("a list", () => {
  test("is paged by cursors that are good for it alone", async () => {
    for (const name of ["a", "b", "c"]) await bake(name);
    await world.dealer({ id: "paris-cars" });
    const list = (query: string, at = dealer) => world.visitor.get(`/v1/dealers/${at}/loaves?${query}`);
    const first = await list("kind=rye&limit=2");
    const cursor = encodeURIComponent(first.body["next_cursor"]!);
    const second = await list(`kind=rye&limit=2&cursor=${cursor}`);
    expect([first.body.data.length, second.body.data.length, second.body["next_cursor"]]).toEqual([
      2,
      1,
      undefined,
    ]);
    expect(first.body["next_cursor"]).not.toContain("rye");
    for (const [query, at] of [
      [`kind=oat&cursor=${cursor}`, dealer],
      [`kind=rye&cursor=${cursor}`, "paris-cars"],
      ["kind=rye&cursor=r1.AAAA", dealer],
    ] as const) {
      expect((await list(query, at)).body["code"]).toBe("cursor_invalid");
    }
  });
});
