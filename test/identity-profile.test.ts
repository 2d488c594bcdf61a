import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, test } from "vitest";
import { contactOf, membersWith } from "#functions/identity/index";
import { roles } from "#functions/identity/roles";
import { contexts } from "#functions/index";
import { client } from "#shared/aws";
import { system, within } from "#shared/scope";
import { forecourt } from "#test/support/forecourt";
import { ifMatch, operations, stored } from "#test/support/seen";
import { password, signsIn } from "#test/support/sign-in";

const inside = <T>(dealer: string, run: () => Promise<T>) =>
  within({ context: "identity", dealer, caller: system, correlation: "test", action: "test" }, run);

/** A dealer with one owner. */
async function london() {
  const world = await forecourt();
  const dealer = await world.dealer();
  return { world, dealer, owner: world.staff(dealer, "owner") };
}

describe("own profile", () => {
  test("a shopper signs up, signs in, and finds their own profile", async () => {
    const world = await forecourt();
    const cognito = client(CognitoIdentityProviderClient);
    const who = { ClientId: world.pools.customers.clientId, Username: "cai@example.com" };
    await cognito.send(new SignUpCommand({ ...who, Password: password }));
    const [notice] = world.cognito.notices(world.pools.customers.id);
    await cognito.send(new ConfirmSignUpCommand({ ...who, ConfirmationCode: notice?.secret }));
    const session = await signsIn(world, "cai@example.com", "customers");
    const me = await session.get("/v1/me");
    expect(me.body).toMatchObject({ kind: "customer", email: "cai@example.com", email_verified: true });
    const changed = await session.patch(
      "/v1/me",
      { name: "蔡", locale: "zh-CN", phone: "+8613800138000" },
      ifMatch(me),
    );
    expect(changed.body).toMatchObject({ name: "蔡", locale: "zh-CN", phone_verified: false, version: 2 });
    expect((await session.get("/v1/me")).body).toEqual(changed.body);
    const contact = await inside("platform", () => contactOf(String(me.body["account"]), "customers"));
    expect(contact).toEqual({
      account: me.body["account"],
      name: "蔡",
      email: "cai@example.com",
      locale: "zh-CN",
    });
  });

  test("a profile is opened once however many requests come first, and read in one call from then on", async () => {
    const world = await forecourt();
    const ada = world.customer("ada");
    const replies = await Promise.all(Array.from({ length: 5 }, () => ada.get("/v1/me")));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(world.table()).toHaveLength(1);
    world.aws.reset();
    await ada.get("/v1/me");
    expect(operations(world)).toEqual(["GetItem"]);
  });

  test("an e-mail address changed in Cognito is seen within a day", async () => {
    const world = await forecourt();
    const ada = world.customer("ada");
    await ada.get("/v1/me");
    world.cognito.call("AdminUpdateUserAttributes", {
      UserPoolId: world.pools.customers.id,
      Username: "ada@example.com",
      UserAttributes: [
        { Name: "email", Value: "countess@example.com" },
        { Name: "email_verified", Value: "true" },
      ],
    });
    expect((await ada.get("/v1/me")).body["email"]).toBe("ada@example.com");
    world.clock.advance(24 * 3_600_000 + 1);
    expect((await world.customer("ada").get("/v1/me")).body["email"]).toBe("countess@example.com");
  });

  test("a customer sees and changes nobody's profile but their own", async () => {
    const world = await forecourt();
    const [ada, ben] = [world.customer("ada"), world.customer("ben")];
    const mine = await ada.get("/v1/me");
    await ben.patch("/v1/me", { name: "Ben" }, ifMatch(await ben.get("/v1/me")));
    expect((await ada.get("/v1/me")).body).toEqual(mine.body);
    expect(mine.body["account"]).toBe(ada.id);
  });

  test("a member's new name is the one their colleagues see", async () => {
    const { world, dealer, owner } = await london();
    const clerk = world.staff(dealer, "salesperson");
    const me = await clerk.get("/v1/me");
    expect((await clerk.patch("/v1/me", { name: "Sally" }, ifMatch(me))).status).toBe(200);
    expect((await owner.get(`/v1/staff/${clerk.id}`)).body["name"]).toBe("Sally");
  });

  test("without a token, or with one that is not an access token, there is no profile", async () => {
    const world = await forecourt();
    expect((await world.visitor.get("/v1/me")).status).toBe(401);
    const id = world.tokens.token("customers", { token_use: "id" });
    expect((await world.as(id).get("/v1/me")).status).toBe(401);
  });

  test.each([
    ["an unknown field", { email: "new@example.com" }],
    ["a phone without its country", { phone: "020 7946 0958" }],
    ["a language we do not speak", { locale: "fr" }],
    ["an empty name", { name: " " }],
  ])("a change with %s is refused", async (_case, wrong) => {
    const world = await forecourt();
    const ada = world.customer("ada");
    const me = await ada.get("/v1/me");
    expect((await ada.patch("/v1/me", wrong, ifMatch(me))).status).toBe(400);
    expect((await ada.get("/v1/me")).body).toEqual(me.body);
  });

  test("an account is found by its subject under the platform, whichever dealer's staff opened it", async () => {
    const { world, dealer, owner } = await london();
    await owner.get("/v1/me");
    expect(stored(world, "Account")).toMatchObject([{ gs5pk: `platform#subject#${owner.id}` }]);
    expect(stored(world, "Member")).toMatchObject([{ gs5pk: `${dealer}#subject#${owner.id}` }]);
  });

  test("a stale change of a profile is refused", async () => {
    const world = await forecourt();
    const ada = world.customer("ada");
    const me = await ada.get("/v1/me");
    await ada.patch("/v1/me", { name: "Ada" }, ifMatch(me));
    expect((await ada.patch("/v1/me", { name: "Byron" }, ifMatch(me))).status).toBe(412);
  });
});

describe("what others ask of identity", () => {
  test("an address that was never verified is no contact, and an unknown account is none at all", async () => {
    const world = await forecourt();
    const ada = world.customer("ada");
    world.cognito.call("AdminUpdateUserAttributes", {
      UserPoolId: world.pools.customers.id,
      Username: "ada@example.com",
      UserAttributes: [{ Name: "email", Value: "unproved@example.com" }],
    });
    const shanghai = await world.dealer({ id: "shanghai-cars", locale: "zh-CN" });
    const contact = await inside(shanghai, () => contactOf(ada.id, "customers"));
    expect(contact).toEqual({ account: ada.id, name: "ada", email: undefined, locale: "zh-CN" });
    const nobody = world.tokens.idOf("nobody");
    expect(await inside(shanghai, () => contactOf(nobody, "customers"))).toBeUndefined();
  });

  test("whoever may work leads is found in one call, by ready roles and the dealer's own", async () => {
    const world = await forecourt();
    const dealer = await world.dealer({ roles: { host: ["leads:work"] } });
    const [seller, host] = [world.staff(dealer, "salesperson"), world.staff(dealer, "host")];
    world.staff(dealer, "warehouse");
    await world.dealer({ id: "leeds-cars" });
    world.staff("leeds-cars", "salesperson");
    await inside(dealer, () => membersWith("leads:work"));
    world.aws.reset();
    const found = await inside(dealer, () => membersWith("leads:work"));
    expect(found.map(({ account }) => account).toSorted()).toEqual([seller.id, host.id].toSorted());
    expect(operations(world)).toEqual(["Query"]);
    expect(await inside("platform", () => membersWith("leads:work", dealer))).toEqual(found);
  });

  test("every permission of a manifest is held by the owner or the operator, and no role names another", () => {
    const asked = new Set(contexts.flatMap(({ permissions }) => permissions));
    const held = new Set<string>([...roles.owner, ...roles.operator]);
    expect([...asked].filter((permission) => !held.has(permission))).toEqual([]);
    for (const given of Object.values(roles))
      expect(given.filter((permission) => !held.has(permission))).toEqual([]);
    expect(roles.owner).not.toContain("dealers:administer");
  });
});
