import { describe, expect, test } from "vitest";
import { forecourt } from "#test/support/forecourt";
import { announced, ifMatch, operations, stored } from "#test/support/seen";

const newDealer = {
  dealer: "london-cars",
  name: "London Cars",
  description: { en: "Cars since 1962", "zh-CN": "始于1962年" },
  brands: ["BMW"],
  contact: { email: "hello@london-cars.example", phone: "+442079460958" },
  country: "GB",
  currency: "GBP",
  locale: "en",
  zone: "Europe/London",
  owner: { email: "Olive@London-Cars.example", name: "Olive Owner" },
};
const newStore = {
  name: { en: "Long Lane" },
  address: { lines: ["1 Long Lane"], city: "London", postcode: "SE1 4PG", country: "GB" },
  geo: { latitude: 51.5, longitude: -0.09 },
  opening_hours: { wednesday: [{ opens: "09:00", closes: "17:00" }] },
};
async function onboarded() {
  const world = await forecourt();
  const reply = await world.operator.post("/v1/dealers", newDealer);
  expect(reply.status).toBe(201);
  return { world, reply, owner: world.staff("london-cars", "owner") };
}

describe("onboarding", () => {
  test("a dealer trades from the moment it is onboarded, and its owner is invited", async () => {
    const { world, reply, owner } = await onboarded();
    expect(reply.body).toMatchObject({ dealer: "london-cars", frozen: false, roles: {}, version: 1 });
    expect(announced(world)).toEqual(["DealerOnboarded", "StaffInvited"]);
    const [invitation] = world.cognito.notices(world.pools.staff.id);
    expect(invitation).toMatchObject({ kind: "invite", to: "olive@london-cars.example" });
    const profile = await world.visitor.get("/v1/dealers/london-cars");
    expect(profile.body).toMatchObject({ name: "London Cars", brands: ["BMW"], currency: "GBP" });
    for (const hidden of ["frozen", "off", "roles"]) expect(profile.body).not.toHaveProperty(hidden);
    const staff = await owner.get("/v1/staff");
    expect(staff.body.data.map(({ account }) => account)).toContain(reply.body["owner"]);
  });

  test("the same onboarding sent again with its key is one dealer, one owner and one invitation", async () => {
    const world = await forecourt();
    const key = { "idempotency-key": "k1" };
    const first = await world.operator.post("/v1/dealers", newDealer, key);
    const before = world.table();
    const second = await world.operator.post("/v1/dealers", newDealer, key);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect(world.table()).toEqual(before);
    expect(world.cognito.notices(world.pools.staff.id)).toHaveLength(1);
    const other = await world.operator.post("/v1/dealers", { ...newDealer, name: "Other" }, key);
    expect(other.status).toBe(422);
  });

  test("a crash between the invitation and the write leaves nothing that a second try minds", async () => {
    const world = await forecourt();
    world.aws.intercept = ({ operation }) => {
      if (operation === "TransactWriteItems") throw new Error("the process died");
    };
    const died = await world.operator.post("/v1/dealers", newDealer);
    expect(died.status).toBe(500);
    expect(world.table()).toEqual([]);
    world.aws.reset();
    expect((await world.operator.post("/v1/dealers", newDealer)).status).toBe(201);
    expect(world.cognito.notices(world.pools.staff.id)).toHaveLength(1);
  });

  test("a taken id is refused and invites nobody", async () => {
    const { world } = await onboarded();
    const before = world.table();
    const owner = { email: "mallory@example.com", name: "Mallory" };
    const taken = await world.operator.post("/v1/dealers", { ...newDealer, owner });
    expect(taken.status).toBe(409);
    expect(taken.body["code"]).toBe("dealer_exists");
    expect(world.table()).toEqual(before);
    expect(world.cognito.notices(world.pools.staff.id)).toHaveLength(1);
  });

  test("whoever owns one dealer may own a second with the same account", async () => {
    const { world, reply } = await onboarded();
    const second = await world.operator.post("/v1/dealers", { ...newDealer, dealer: "leeds-cars" });
    expect(second.body["owner"]).toBe(reply.body["owner"]);
    expect(world.cognito.notices(world.pools.staff.id)).toHaveLength(1);
  });

  test.each([
    ["the platform's own name", { dealer: "platform" }],
    ["an address of the pages", { dealer: "signed-in" }],
    ["an id that could forge a key", { dealer: "a#b" }],
    ["a zone that is none", { zone: "Mars/Olympus" }],
    ["an unknown field", { colour: "red" }],
    ["a currency that is not traded", { currency: "XXX" }],
    ["a website that is no address", { contact: { website: "javascript:alert(1)" } }],
  ])("%s is refused and nothing is written", async (_case, wrong) => {
    const world = await forecourt();
    const reply = await world.operator.post("/v1/dealers", { ...newDealer, ...wrong });
    expect(reply.status).toBe(400);
    expect(world.table()).toEqual([]);
    expect(world.cognito.notices(world.pools.staff.id)).toEqual([]);
  });

  test("only the platform's operator onboards, lists and freezes dealers", async () => {
    const { world, owner } = await onboarded();
    expect((await owner.post("/v1/dealers", { ...newDealer, dealer: "mine" })).status).toBe(403);
    expect((await owner.get("/v1/dealers")).status).toBe(403);
    const profile = await owner.get("/v1/dealers/london-cars");
    const frozen = await owner.patch("/v1/dealers/london-cars", { frozen: false }, ifMatch(profile));
    expect(frozen.status).toBe(403);
    expect((await world.customer().post("/v1/dealers", newDealer)).status).toBe(401);
  });

  test("the operator pages through all dealers in one call a page", async () => {
    const world = await forecourt();
    for (const dealer of ["aaa-cars", "bbb-cars", "ccc-cars"])
      await world.operator.post("/v1/dealers", { ...newDealer, dealer });
    world.aws.reset();
    const first = await world.operator.get("/v1/dealers?limit=2");
    expect(operations(world).filter((name) => name !== "GetSecretValue")).toEqual(["Query"]);
    const second = await world.operator.get(
      `/v1/dealers?limit=2&cursor=${encodeURIComponent(String(first.body["next_cursor"]))}`,
    );
    const ids = [...first.body.data, ...second.body.data].map(({ dealer }) => dealer);
    expect(ids).toEqual(["aaa-cars", "bbb-cars", "ccc-cars"]);
  });
});

describe("settings", () => {
  test("a frozen dealer is read but not changed until the operator thaws it", async () => {
    const { world, owner } = await onboarded();
    const profile = await world.visitor.get("/v1/dealers/london-cars");
    const frozen = await world.operator.patch("/v1/dealers/london-cars", { frozen: true }, ifMatch(profile));
    expect(frozen.body).toMatchObject({ frozen: true, version: 2 });
    expect((await owner.post("/v1/stores", newStore)).body["code"]).toBe("dealer_frozen");
    expect((await owner.get("/v1/settings")).status).toBe(200);
    const thawed = await world.operator.patch("/v1/dealers/london-cars", { frozen: false }, ifMatch(frozen));
    expect(thawed.status).toBe(200);
    expect((await owner.post("/v1/stores", newStore)).status).toBe(201);
  });

  test("a change shows in the profile and counts at once where it was made", async () => {
    const { world, owner } = await onboarded();
    const read = await owner.get("/v1/settings");
    const changed = await owner.patch(
      "/v1/settings",
      { name: "Cars of London", description: null, off: ["leads"], zone: "Asia/Shanghai" },
      ifMatch(read),
    );
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual((await owner.get("/v1/settings")).body);
    expect(changed.body).not.toHaveProperty("description");
    expect((await world.visitor.get("/v1/dealers/london-cars")).body["name"]).toBe("Cars of London");
    const store = await owner.post("/v1/stores", newStore);
    expect(store.body["zone"]).toBe("Asia/Shanghai");
  });

  test("a stale change is refused, and one without If-Match is asked for it", async () => {
    const { owner } = await onboarded();
    const read = await owner.get("/v1/settings");
    await owner.patch("/v1/settings", { name: "First" }, ifMatch(read));
    const stale = await owner.patch("/v1/settings", { name: "Second" }, ifMatch(read));
    expect(stale.status).toBe(412);
    expect((await owner.patch("/v1/settings", { name: "Third" })).status).toBe(428);
    expect((await owner.get("/v1/settings")).body["name"]).toBe("First");
  });

  test("a dealer makes roles of its own, and they open what they name", async () => {
    const { world, owner } = await onboarded();
    const read = await owner.get("/v1/settings");
    const roles = { receptionist: ["settings:read"] };
    const changed = await owner.patch("/v1/settings", { roles }, ifMatch(read));
    expect(changed.body["roles"]).toEqual(roles);
    const receptionist = world.staff("london-cars", "receptionist");
    expect((await receptionist.get("/v1/settings")).status).toBe(200);
    expect((await receptionist.get("/v1/staff")).status).toBe(403);
  });

  test("nobody makes a role of what they do not hold, nor redefines a ready one", async () => {
    const { owner } = await onboarded();
    const read = await owner.get("/v1/settings");
    const grab = await owner.patch("/v1/settings", { roles: { god: ["dealers:administer"] } }, ifMatch(read));
    expect(grab.body["code"]).toBe("permission_not_held");
    const ready = await owner.patch(
      "/v1/settings",
      { roles: { salesperson: ["staff:write"] } },
      ifMatch(read),
    );
    expect(ready.body["code"]).toBe("role_name_taken");
    expect((await owner.get("/v1/settings")).body["version"]).toBe(1);
  });

  test("a role of one dealer's own opens nothing at another dealer", async () => {
    const { world, owner } = await onboarded();
    const read = await owner.get("/v1/settings");
    await owner.patch("/v1/settings", { roles: { chief: ["settings:read"] } }, ifMatch(read));
    await world.operator.post("/v1/dealers", { ...newDealer, dealer: "leeds-cars" });
    expect((await world.staff("leeds-cars", "chief").get("/v1/settings")).status).toBe(403);
  });

  test("salespeople read the settings and do not change them", async () => {
    const { world } = await onboarded();
    const salesperson = world.staff("london-cars", "salesperson");
    const read = await salesperson.get("/v1/settings");
    expect(read.status).toBe(200);
    expect((await salesperson.patch("/v1/settings", { name: "Mine" }, ifMatch(read))).status).toBe(403);
  });
});

describe("stores", () => {
  test("a store is open to the public by its own clock", async () => {
    const { world, owner } = await onboarded();
    const opened = await owner.post("/v1/stores", newStore);
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({ zone: "Europe/London", open_now: true, version: 1 });
    expect(announced(world)).toContain("StoreOpened");
    const shown = await world.visitor.get("/v1/dealers/london-cars/stores");
    expect(shown.body.data).toEqual([opened.body]);
    world.clock.advance(8 * 3_600_000);
    const later = await world.visitor.get("/v1/dealers/london-cars/stores");
    expect(later.body.data[0]).toMatchObject({ open_now: false });
  });

  test("a change leaves alone what it does not name", async () => {
    const { owner } = await onboarded();
    const opened = await owner.post("/v1/stores", newStore);
    const path = `/v1/stores/${opened.body["store"]}`;
    const changed = await owner.patch(path, { geo: null, phone: "+442079460000" }, ifMatch(opened));
    const { geo: _geo, ...rest } = opened.body as Record<string, unknown>;
    expect(changed.body).toEqual({ ...rest, phone: "+442079460000", version: 2 });
    expect((await owner.get(path)).body).toEqual(changed.body);
    expect((await owner.patch(path, { phone: null }, ifMatch(opened))).status).toBe(412);
  });

  test("a closed store is gone, and closing it twice is a 404", async () => {
    const { world, owner } = await onboarded();
    const opened = await owner.post("/v1/stores", newStore);
    const path = `/v1/stores/${opened.body["store"]}`;
    expect((await owner.delete(path, ifMatch(opened))).status).toBe(204);
    expect((await owner.delete(path, ifMatch(opened))).status).toBe(404);
    expect((await owner.get("/v1/stores")).body.data).toEqual([]);
    expect(announced(world).filter((name) => name === "StoreClosed")).toHaveLength(1);
  });

  test("a store opened again with its key is one store", async () => {
    const { world, owner } = await onboarded();
    const key = { "idempotency-key": "open-1" };
    const first = await owner.post("/v1/stores", newStore, key);
    const second = await owner.post("/v1/stores", newStore, key);
    expect(second.body).toEqual(first.body);
    expect(stored(world, "Store")).toHaveLength(1);
  });

  test("another dealer's store answers exactly like a missing one", async () => {
    const { world, owner } = await onboarded();
    await world.operator.post("/v1/dealers", { ...newDealer, dealer: "leeds-cars" });
    const theirs = await world.staff("leeds-cars", "owner").post("/v1/stores", newStore);
    const missing = "/v1/stores/sto_00000000000000000000000000";
    const path = `/v1/stores/${theirs.body["store"]}`;
    expect((await owner.get(path)).text).toBe((await owner.get(missing)).text);
    const changed = await owner.patch(path, { name: { en: "Mine" } }, ifMatch(theirs));
    expect(changed.status).toBe(404);
    expect(changed.text).toBe((await owner.patch(missing, { name: { en: "Mine" } }, ifMatch(theirs))).text);
    expect((await owner.delete(path, ifMatch(theirs))).status).toBe(404);
  });

  test.each([
    [
      "overlapping hours",
      {
        opening_hours: {
          monday: [
            { opens: "09:00", closes: "13:00" },
            { opens: "12:00", closes: "14:00" },
          ],
        },
      },
    ],
    ["a day that is none", { opening_hours: { funday: [] } }],
    ["a place off the globe", { geo: { latitude: 91, longitude: 0 } }],
    ["no name in any language", { name: {} }],
    ["an address without a line", { address: { lines: [], city: "London", country: "GB" } }],
    [
      "the same holiday twice",
      {
        exceptions: [
          { date: "2026-12-25", hours: [] },
          { date: "2026-12-25", hours: [] },
        ],
      },
    ],
  ])("%s is refused and nothing is written", async (_case, wrong) => {
    const { world, owner } = await onboarded();
    const before = world.table();
    expect((await owner.post("/v1/stores", { ...newStore, ...wrong })).status).toBe(400);
    expect(world.table()).toEqual(before);
  });

  test("each public read is one call", async () => {
    const { world, owner } = await onboarded();
    await owner.post("/v1/stores", newStore);
    for (const path of ["/v1/dealers/london-cars", "/v1/dealers/london-cars/stores"]) {
      await world.visitor.get(path);
      world.aws.reset();
      expect((await world.visitor.get(path)).status).toBe(200);
      expect(operations(world)).toHaveLength(1);
    }
  });

  test("an unknown dealer is a 404 wherever it is asked for", async () => {
    const world = await forecourt();
    const profile = await world.visitor.get("/v1/dealers/nobody-cars");
    expect(profile.status).toBe(404);
    expect((await world.visitor.get("/v1/dealers/nobody-cars/stores")).text).toBe(profile.text);
  });
});
