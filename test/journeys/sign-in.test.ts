import { expect, inject, test } from "vitest";
import { demoPassword } from "#local/seed/accounts";
import { callerOf } from "#local/seed/calling";
import { signIn } from "#local/sign-in";
import { given, london, shanghai } from "./steps.ts";
import { customerToken } from "./tokens.ts";

type Profile = { kind: string; email: string; dealer?: string; permissions: string[] };

test.each([
  "owner",
  "operations-manager",
  "product-manager",
  "promotion-specialist",
  "customer-service",
  "warehouse",
  "finance",
  "salesperson",
])(
  "a %s signs in with a password over plain HTTP and may do what the role says, at their dealer",
  async (role) => {
    const profile = await given.staff(shanghai, role).get<Profile>("/v1/me");
    expect(profile).toMatchObject({ kind: "staff", dealer: shanghai });
    expect(profile.permissions).toContain("vehicles:read");
    expect(profile.permissions.includes("staff:write")).toBe(role === "owner");
  },
);

test("a customer signs in and is known by their address; the operator by theirs", async () => {
  const customer = given.customer(london);
  expect(await customer.get<Profile>("/v1/me")).toMatchObject({ kind: "customer", email: customer.email });
  expect(await given.operator().get<Profile>("/v1/me")).toMatchObject({ kind: "operator" });
});

test("a wrong password signs nobody in", async () => {
  const { endpoint, outputs } = inject("cloud");
  const person = {
    email: given.customer(london).email,
    password: `${demoPassword}?`,
    clientId: outputs.CustomerClientId,
  };
  await expect(signIn(endpoint, person)).rejects.toThrow("Incorrect username or password");
});

test("a token opens only what it is for: none, of the other pool, for another client, expired, or an ID token is refused", async () => {
  const { api } = inject("cloud");
  const customer = async (claims: object) => {
    const token = await customerToken("6d0c1a52-7a0e-4b7e-9a53-1f6a2c7f0b11", { ...claims });
    return callerOf(api, () => Promise.resolve(token));
  };
  const own = `/v1/dealers/${london}/orders`;
  const statuses = {
    none: (await given.visitor().ask("GET", own)).status,
    staff: (await given.staff(london).ask("GET", own)).status,
    customerAsStaff: (await given.customer(london).ask("GET", "/v1/orders")).status,
    client: (await (await customer({ client_id: "another" })).ask("GET", own)).status,
    expired: (await (await customer({ exp: 1 })).ask("GET", own)).status,
    idToken: (await (await customer({ token_use: "id" })).ask("GET", own)).status,
    good: (await (await customer({})).ask("GET", own)).status,
  };
  expect(statuses).toEqual({
    none: 401,
    staff: 401,
    customerAsStaff: 401,
    client: 401,
    expired: 401,
    idToken: 401,
    good: 200,
  });
});
