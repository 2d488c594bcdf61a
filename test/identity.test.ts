import { describe, expect, test } from "vitest";
import { membersWith } from "#functions/identity/index";
import { system, within } from "#shared/scope";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { announced, ifMatch, operations } from "#test/support/seen";
import { choosesPassword, refreshes, signsIn } from "#test/support/sign-in";

const bob = { email: "bob@london-cars.example", name: "Bob Seller", roles: ["salesperson"] };
const inside = <T>(dealer: string, run: () => Promise<T>) =>
  within({ context: "identity", dealer, caller: system, correlation: "test", action: "test" }, run);

/** A dealer with one owner. */
async function london() {
  const world = await forecourt();
  const dealer = await world.dealer();
  return { world, dealer, owner: world.staff(dealer, "owner") };
}

/** Lets no transaction through before both have been asked for: each has read what the other is about to change. */
function meetBeforeWriting(world: Forecourt): void {
  const asked = { count: 0, release: (): void => undefined };
  const both = new Promise<void>((resolve) => (asked.release = resolve));
  world.aws.intercept = async ({ operation }) => {
    if (operation !== "TransactWriteItems") return;
    asked.count += 1;
    if (asked.count === 2) asked.release();
    await both;
  };
}

describe("staff administration", () => {
  test("an administrator whose membership ended is out at once, before the token expires", async () => {
    const { world, dealer, owner } = await london();
    const second = world.staff(dealer, "owner", "finance");
    const row = await owner.get(`/v1/staff/${second.id}`);
    expect((await owner.delete(`/v1/staff/${second.id}`, ifMatch(row))).status).toBe(204);
    const refused = await second.post("/v1/staff", bob);
    expect(refused.status).toBe(403);
    expect(refused.body["code"]).toBe("membership_ended");
  });

  test("an administrator who lost a permission cannot use it though the token still says so", async () => {
    const { world, dealer, owner } = await london();
    const second = world.staff(dealer, "owner", "finance");
    const row = await owner.get(`/v1/staff/${second.id}`);
    await owner.patch(`/v1/staff/${second.id}`, { roles: ["finance"] }, ifMatch(row));
    expect((await second.post("/v1/staff", bob)).status).toBe(403);
  });

  test("new roles count from the next token on", async () => {
    const { world, owner } = await london();
    const invited = await owner.post("/v1/staff", bob);
    await choosesPassword(world, bob.email);
    const session = await signsIn(world, bob.email);
    const path = `/v1/staff/${invited.body["account"]}`;
    const changed = await owner.patch(path, { roles: ["warehouse", "finance"] }, ifMatch(invited));
    expect(changed.body).toEqual((await owner.get(path)).body);
    expect((await refreshes(world, session.refresh)).claims["roles"]).toBe("warehouse finance");
    expect(announced(world)).toContain("StaffChanged");
  });

  test("the last owner can neither be removed nor lose the role", async () => {
    const { world, owner } = await london();
    const before = await owner.get(`/v1/staff/${owner.id}`);
    const removed = await owner.delete(`/v1/staff/${owner.id}`, ifMatch(before));
    expect(removed.body["code"]).toBe("last_owner");
    const demoted = await owner.patch(`/v1/staff/${owner.id}`, { roles: ["finance"] }, ifMatch(before));
    expect(demoted.body["code"]).toBe("last_owner");
    expect((await owner.get(`/v1/staff/${owner.id}`)).body).toEqual(before.body);
    expect(announced(world)).toEqual([]);
  });

  test("two owners who remove each other at once leave one", async () => {
    const { world, dealer, owner } = await london();
    const second = world.staff(dealer, "owner", "finance");
    const [mine, theirs] = [
      await owner.get(`/v1/staff/${owner.id}`),
      await owner.get(`/v1/staff/${second.id}`),
    ];
    meetBeforeWriting(world);
    const replies = await Promise.all([
      owner.delete(`/v1/staff/${second.id}`, ifMatch(theirs)),
      second.delete(`/v1/staff/${owner.id}`, ifMatch(mine)),
    ]);
    expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(["204", "409"]);
    const left = await inside(dealer, () => membersWith("staff:write"));
    expect(left).toHaveLength(1);
  });

  test("two owners who demote each other at once leave one", async () => {
    const { world, dealer, owner } = await london();
    const second = world.staff(dealer, "owner", "finance");
    const [mine, theirs] = [
      await owner.get(`/v1/staff/${owner.id}`),
      await owner.get(`/v1/staff/${second.id}`),
    ];
    const down = { roles: ["finance"] };
    meetBeforeWriting(world);
    const replies = await Promise.all([
      owner.patch(`/v1/staff/${second.id}`, down, ifMatch(theirs)),
      second.patch(`/v1/staff/${owner.id}`, down, ifMatch(mine)),
    ]);
    expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(["200", "409"]);
    expect(await inside(dealer, () => membersWith("staff:write"))).toHaveLength(1);
  });

  test("nobody gives, changes or takes away what they do not hold", async () => {
    const { world } = await london();
    const dealer = await world.dealer({
      id: "york-cars",
      roles: { recruiter: ["staff:read", "staff:write", "vehicles:read", "settings:read"] },
    });
    const owner = world.staff(dealer, "owner");
    const recruiter = world.staff(dealer, "recruiter");
    const before = world.table();
    const upward = await recruiter.post("/v1/staff", { ...bob, roles: ["owner"] });
    expect(upward.body["code"]).toBe("permission_not_held");
    expect(world.cognito.notices(world.pools.staff.id)).toEqual([]);
    const boss = await recruiter.get(`/v1/staff/${owner.id}`);
    const demoted = await recruiter.patch(`/v1/staff/${owner.id}`, { roles: ["recruiter"] }, ifMatch(boss));
    expect(demoted.body["code"]).toBe("permission_not_held");
    expect((await recruiter.delete(`/v1/staff/${owner.id}`, ifMatch(boss))).status).toBe(403);
    expect(world.table()).toEqual(before);
    expect((await recruiter.post("/v1/staff", { ...bob, roles: ["recruiter"] })).status).toBe(201);
  });

  test("an invitation sent again with its key is one member and one mail; without it the second is refused", async () => {
    const { world, owner } = await london();
    const key = { "idempotency-key": "invite-1" };
    const first = await owner.post("/v1/staff", bob, key);
    const second = await owner.post("/v1/staff", bob, key);
    expect(second.body).toEqual(first.body);
    expect(second.headers["idempotency-replayed"]).toBe("true");
    const third = await owner.post("/v1/staff", { ...bob, email: bob.email.toUpperCase() });
    expect(third.body["code"]).toBe("already_member");
    expect(world.cognito.notices(world.pools.staff.id)).toHaveLength(1);
    expect(announced(world)).toEqual(["StaffInvited"]);
  });

  test("a first password is mailed again until one is chosen", async () => {
    const { world, dealer, owner } = await london();
    const invited = await owner.post("/v1/staff", bob);
    const path = `/v1/staff/${invited.body["account"]}/remind`;
    expect((await owner.post(path)).status).toBe(204);
    expect(world.cognito.notices(world.pools.staff.id).map(({ to }) => to)).toEqual([bob.email, bob.email]);
    await choosesPassword(world, bob.email);
    expect((await owner.post(path)).body["code"]).toBe("already_joined");
    expect((await world.staff(dealer, "salesperson").post(path)).status).toBe(403);
    expect((await owner.post(`/v1/staff/${world.tokens.idOf("x")}/remind`)).status).toBe(404);
  });

  test("the operator gives a dealer another owner, and nobody else does", async () => {
    const { world, dealer, owner } = await london();
    const path = `/v1/dealers/${dealer}/owners`;
    const heir = { email: "heir@london-cars.example", name: "Heir" };
    expect((await owner.post(path, heir)).status).toBe(403);
    const reply = await world.operator.post(path, heir);
    expect(reply.body).toMatchObject({ ...heir, dealer, roles: ["owner"] });
    const row = await owner.get(`/v1/staff/${owner.id}`);
    expect((await owner.delete(`/v1/staff/${owner.id}`, ifMatch(row))).status).toBe(204);
  });

  test("a crash between Cognito and the table leaves no member, and a second try makes one", async () => {
    const { world, owner } = await london();
    const before = world.table();
    world.aws.intercept = ({ operation }) => {
      if (operation === "TransactWriteItems") throw new Error("the process died");
    };
    expect((await owner.post("/v1/staff", bob)).status).toBe(500);
    expect(world.table()).toEqual(before);
    world.aws.reset();
    expect((await owner.post("/v1/staff", bob)).status).toBe(201);
    expect(world.cognito.notices(world.pools.staff.id)).toHaveLength(1);
  });

  test.each([
    ["an unknown role", { roles: ["emperor"] }, 422],
    ["a word that every object knows", { roles: ["constructor"] }, 422],
    ["the operator's role", { roles: ["operator"] }, 422],
    ["no role", { roles: [] }, 400],
    ["an address that is none", { email: "bob" }, 400],
    ["an unknown field", { dealer: "leeds-cars" }, 400],
    ["an unknown store", { store: "sto_00000000000000000000000000" }, 422],
  ])("an invitation with %s is refused, and nobody is written or mailed", async (_case, wrong, status) => {
    const { world, owner } = await london();
    const before = world.table();
    expect((await owner.post("/v1/staff", { ...bob, ...wrong })).status).toBe(status);
    expect(world.table()).toEqual(before);
    expect(world.cognito.notices(world.pools.staff.id)).toEqual([]);
  });

  test("another dealer's member answers exactly like a missing one", async () => {
    const { world, owner } = await london();
    const leeds = await world.dealer({ id: "leeds-cars" });
    const theirs = world.staff(leeds, "owner");
    const row = await theirs.get(`/v1/staff/${theirs.id}`);
    const missing = `/v1/staff/${world.tokens.idOf("missing")}`;
    const path = `/v1/staff/${theirs.id}`;
    expect((await owner.get(path)).text).toBe((await owner.get(missing)).text);
    const changed = await owner.patch(path, { roles: ["finance"] }, ifMatch(row));
    expect(changed.status).toBe(404);
    expect(changed.text).toBe((await owner.patch(missing, { roles: ["finance"] }, ifMatch(row))).text);
    expect((await owner.delete(path, ifMatch(row))).status).toBe(404);
    expect((await theirs.get(path)).body).toEqual(row.body);
  });

  test("a stale change is refused and nothing is written", async () => {
    const { world, dealer, owner } = await london();
    const clerk = world.staff(dealer, "salesperson");
    const read = await owner.get(`/v1/staff/${clerk.id}`);
    await owner.patch(`/v1/staff/${clerk.id}`, { name: "First" }, ifMatch(read));
    const before = world.table();
    expect((await owner.patch(`/v1/staff/${clerk.id}`, { name: "Second" }, ifMatch(read))).status).toBe(412);
    expect((await owner.delete(`/v1/staff/${clerk.id}`, ifMatch(read))).status).toBe(412);
    expect(world.table()).toEqual(before);
  });

  test("the staff list is one call, and pages do not repeat anyone", async () => {
    const { world, dealer, owner } = await london();
    for (const role of ["salesperson", "finance", "warehouse"]) world.staff(dealer, role);
    world.aws.reset();
    const first = await owner.get("/v1/staff?limit=3");
    expect(operations(world).filter((name) => name === "Query")).toHaveLength(1);
    const cursor = encodeURIComponent(String(first.body["next_cursor"]));
    const second = await owner.get(`/v1/staff?limit=3&cursor=${cursor}`);
    const all = [...first.body.data, ...second.body.data].map(({ account }) => account);
    expect(new Set(all).size).toBe(4);
  });
});
