import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "vitest";
import { roles } from "#functions/identity/roles";
import { client } from "#shared/aws";
import { forecourt } from "#test/support/forecourt";
import { ifMatch } from "#test/support/seen";
import { choosesPassword, refreshes, signsIn } from "#test/support/sign-in";

const bob = { email: "bob@london-cars.example", name: "Bob Seller", roles: ["salesperson"] };

/** A dealer with one owner. */
async function london() {
  const world = await forecourt();
  const dealer = await world.dealer();
  return { world, dealer, owner: world.staff(dealer, "owner") };
}

describe("tokens of staff", () => {
  test("an invited person signs in with dealer and roles in the access token, and gets in", async () => {
    const { world, dealer, owner } = await london();
    const invited = await owner.post("/v1/staff", bob);
    expect(invited.status).toBe(201);
    expect(invited.body).toMatchObject({ ...bob, dealer, version: 1 });
    expect(world.cognito.notices(world.pools.staff.id)).toMatchObject([{ kind: "invite", to: bob.email }]);
    await choosesPassword(world, bob.email);
    const session = await signsIn(world, bob.email);
    expect(session.claims).toMatchObject({ dealer, roles: "salesperson", sub: invited.body["account"] });
    expect((await session.get("/v1/staff")).status).toBe(200);
    expect((await session.post("/v1/staff", bob)).status).toBe(403);
    const me = await session.get("/v1/me");
    expect(me.body).toMatchObject({ kind: "staff", dealer, email: bob.email, email_verified: true });
    expect(me.body["permissions"]).toEqual([...roles.salesperson].toSorted());
  });

  test("an account without a membership gets a token that opens nothing", async () => {
    const { world } = await london();
    const email = "nobody@example.com";
    world.cognito.enrol(world.pools.staff.id, { sub: world.tokens.idOf("nobody"), email, name: "Nobody" });
    await choosesPassword(world, email);
    const session = await signsIn(world, email);
    expect(session.claims).not.toHaveProperty("dealer");
    for (const path of ["/v1/staff", "/v1/me", "/v1/settings"])
      expect((await session.get(path)).body["code"]).toBe("membership_missing");
  });

  test("a person of two dealers works for one at a time and switches by choice and refresh", async () => {
    const { world, dealer, owner } = await london();
    const leeds = await world.dealer({ id: "leeds-cars" });
    const first = await owner.post("/v1/staff", bob);
    world.clock.advance(1000);
    const again = { ...bob, name: "Robert", roles: ["warehouse"] };
    const second = await world.staff(leeds, "owner").post("/v1/staff", again);
    expect(second.body["account"]).toBe(first.body["account"]);
    expect(world.cognito.notices(world.pools.staff.id)).toHaveLength(1);
    await choosesPassword(world, bob.email);
    const session = await signsIn(world, bob.email);
    expect(session.claims["dealer"]).toBe(dealer);
    expect((await session.get("/v1/me/dealers")).body.data).toEqual([
      { dealer, roles: ["salesperson"] },
      { dealer: leeds, roles: ["warehouse"] },
    ]);
    expect((await session.post("/v1/me/dealer", { dealer: leeds })).status).toBe(204);
    const switched = await refreshes(world, session.refresh);
    expect(switched.claims).toMatchObject({ dealer: leeds, roles: "warehouse" });
    expect((await switched.get(`/v1/staff/${first.body["account"]}`)).body["name"]).toBe("Robert");
    expect((await switched.post("/v1/me/dealer", { dealer: null })).status).toBe(204);
    expect((await refreshes(world, session.refresh)).claims["dealer"]).toBe(dealer);
  });

  test("whoever works for a frozen dealer can still turn to another", async () => {
    const { world, dealer } = await london();
    const leeds = await world.dealer({ id: "leeds-cars", frozen: true });
    const sub = world.tokens.idOf("two-jobs");
    const email = "two-jobs@example.com";
    world.cognito.enrol(world.pools.staff.id, { sub, email, name: "Two Jobs" });
    const invitation = { email, name: "Two Jobs", roles: ["finance"] };
    expect((await world.staff(dealer, "owner").post("/v1/staff", invitation)).status).toBe(201);
    const there = world.as(world.tokens.staffToken(leeds, ["finance"], sub));
    expect((await there.post("/v1/me/dealer", { dealer })).status).toBe(204);
    await choosesPassword(world, email);
    expect((await signsIn(world, email)).claims["dealer"]).toBe(dealer);
  });

  test("nobody switches to a dealer they do not work for", async () => {
    const { world, owner } = await london();
    const leeds = await world.dealer({ id: "leeds-cars" });
    const theirs = await owner.post("/v1/me/dealer", { dealer: leeds });
    expect(theirs.status).toBe(404);
    expect(theirs.text).toBe((await owner.post("/v1/me/dealer", { dealer: "nowhere" })).text);
    expect((await world.customer().post("/v1/me/dealer", { dealer: leeds })).status).toBe(404);
  });

  test("whoever is in the operators' group operates the platform and is nobody's staff", async () => {
    const { world, dealer } = await london();
    const email = "olga@forecourt.example";
    world.cognito.enrol(world.pools.staff.id, { sub: world.tokens.idOf("olga"), email, name: "Olga" });
    await choosesPassword(world, email);
    const group = { UserPoolId: world.pools.staff.id, Username: email, GroupName: "operators" };
    await client(CognitoIdentityProviderClient).send(new AdminAddUserToGroupCommand(group));
    const session = await signsIn(world, email);
    expect(session.claims).toMatchObject({ dealer: "platform", roles: "operator" });
    expect((await session.get("/v1/dealers")).status).toBe(200);
    expect((await session.get("/v1/staff")).status).toBe(403);
    expect((await session.get("/v1/me")).body).toMatchObject({ kind: "operator", dealer: "platform" });
    expect((await session.post("/v1/me/dealer", { dealer })).status).toBe(404);
  });

  test("a removed person is signed out everywhere and their next token opens nothing", async () => {
    const { world, owner } = await london();
    const invited = await owner.post("/v1/staff", bob);
    await choosesPassword(world, bob.email);
    const session = await signsIn(world, bob.email);
    const path = `/v1/staff/${invited.body["account"]}`;
    expect((await owner.delete(path, ifMatch(invited))).status).toBe(204);
    await world.settle({ times: 2, reorder: (records) => records.toReversed() });
    await expect(refreshes(world, session.refresh)).rejects.toThrow("revoked");
    expect((await signsIn(world, bob.email)).claims).not.toHaveProperty("dealer");
    expect(world.deadLetters("identity")).toEqual([]);
    expect((await owner.delete(path, ifMatch(invited))).status).toBe(404);
  });
});
