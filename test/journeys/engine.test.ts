import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { EventBridgeClient, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { CreateEmailIdentityCommand, SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deploy } from "#local/deploy";
import { signIn } from "#local/sign-in";
import { until } from "#local/until";
import { ask, bearer, item, receive, seen, touch, write } from "./contract/asking.ts";
import { clientOf, contractCloud, type ContractCloud } from "./contract/engine.ts";
import { type Claims, mint } from "./contract/mint.ts";

/*
 * The emulator contract: what the local cloud and the journeys rely on. An upgrade of the engine that changes one
 * of these says so here, not in a journey.
 */

let cloud: ContractCloud;

beforeAll(async () => {
  cloud = await contractCloud();
});

afterAll(() => cloud.stop());

describe("the gateway", () => {
  test("a function sees payload 2.0 with repeated parameters joined and the raw query intact", async () => {
    const { event, status, headers } = await ask(cloud, "/v1/things/7?a=1&a=2&b=x%20y");
    expect(status).toBe(200);
    expect(headers.get("etag")).toBe('"1"');
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "GET /v1/things/{thing}",
      rawQueryString: "a=1&a=2&b=x%20y",
      queryStringParameters: { a: "1,2", b: "x y" },
      pathParameters: { thing: "7" },
      requestContext: { http: { method: "GET", path: "/v1/things/7" } },
    });
  });

  test("a path goes to its most exact route", async () => {
    const routes = await Promise.all(
      ["/v1/things/7", "/v1/things/7/more", "/v2"].map((path) => ask(cloud, path)),
    );
    expect(routes.map(({ event }) => event.routeKey)).toEqual([
      "GET /v1/things/{thing}",
      "ANY /v1/{proxy+}",
      "$default",
    ]);
  });

  test("a body of a megabyte arrives whole through the proxy", async () => {
    const body = "é".repeat(500_000);
    const { event } = await ask(cloud, "/v1/bodies", {
      method: "POST",
      body,
      headers: { "content-type": "text/plain" },
    });
    expect(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body).toBe(body);
  });

  test("a function that throws answers 502", async () => {
    const answer = await fetch(`${cloud.api}/v2?fail`);
    expect(answer.status).toBe(502);
  });

  test("calls that meet each have a process of their own", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(cloud, "/v2?slow")));
    expect(new Set(answers.map(({ process }) => process)).size).toBe(6);
  });
});

describe("a function", () => {
  test("runs on Node 24 and reaches the engine by its environment alone", async () => {
    const { environment, node } = await ask(cloud, "/v2");
    expect(node).toMatch(/^24\./);
    expect(environment).toMatchObject({ endpoint: cloud.endpoint, region: cloud.region });
  });

  test("a generated id travels from stack to stack by SSM parameter", async () => {
    const { environment } = await ask(cloud, "/v2");
    expect(environment["pool"]).toBe(cloud.outputs.StaffPoolId);
  });

  test("is the new one after a second deploy, at the same address", async () => {
    const outputs = await deploy({
      engine: cloud.engine,
      outputs: `${cloud.engine.stateDir}/second.json`,
      app: cloud.app("second"),
    });
    expect(outputs).toEqual(cloud.outputs);
    expect((await ask(cloud, "/v2")).environment["edition"]).toBe("second");
  });
});

describe("sign-in", () => {
  const person = { email: "ada@contract.example", password: "Contract-2026!" };

  beforeAll(async () => {
    const known = { UserPoolId: cloud.outputs.StaffPoolId, Username: person.email };
    const admin = new CognitoIdentityProviderClient(clientOf(cloud));
    const attributes = [{ Name: "email", Value: person.email }];
    await admin.send(
      new cognito.AdminCreateUserCommand({ ...known, MessageAction: "SUPPRESS", UserAttributes: attributes }),
    );
    await admin.send(
      new cognito.AdminSetUserPasswordCommand({ ...known, Password: person.password, Permanent: true }),
    );
  });

  test("by password over plain HTTP gives a token with the trigger's claims and scopes, for ten minutes", async () => {
    const claims = decodeJwt(
      await signIn(cloud.endpoint, { ...person, clientId: cloud.outputs.StaffClientId }),
    );
    expect(claims).toMatchObject({
      token_use: "access",
      iss: `https://cognito-idp.${cloud.region}.amazonaws.com/${cloud.outputs.StaffPoolId}`,
      client_id: cloud.outputs.StaffClientId,
      dealer: "dealer-1",
      roles: "sales manager",
    });
    expect(String(claims["scope"]).split(" ")).toContain("contract/read");
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
  });

  test("with a wrong password is refused", async () => {
    const wrong = { ...person, password: "Contract-2027!", clientId: cloud.outputs.StaffClientId };
    await expect(signIn(cloud.endpoint, wrong)).rejects.toThrow("Incorrect username or password");
  });

  test("ends everywhere: after a global sign-out no refresh token works", async () => {
    const client = new CognitoIdentityProviderClient(clientOf(cloud));
    const start = await client.send(
      new cognito.InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: cloud.outputs.StaffClientId,
        AuthParameters: { USERNAME: person.email, PASSWORD: person.password },
      }),
    );
    const refresh = new cognito.InitiateAuthCommand({
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: cloud.outputs.StaffClientId,
      AuthParameters: { REFRESH_TOKEN: start.AuthenticationResult?.RefreshToken ?? "" },
    });
    expect(decodeJwt((await client.send(refresh)).AuthenticationResult?.AccessToken ?? "")).toMatchObject({
      dealer: "dealer-1",
    });
    const known = { UserPoolId: cloud.outputs.StaffPoolId, Username: person.email };
    // Tokens of the very second of the sign-out live on: sign out until one is refused.
    const refusal = await until("a refusal", 5, async () => {
      await client.send(new cognito.AdminUserGlobalSignOutCommand(known));
      return client.send(refresh).then(
        () => false as const,
        (cause: Error) => cause.name,
      );
    });
    expect(refusal).toBe("NotAuthorizedException");
  });
});

describe("the JWT authorizer", () => {
  const refusals: [string, Claims][] = [
    ["another issuer", { iss: "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_another" }],
    ["another client", { client_id: "another" }],
    ["a past expiry", { expiresIn: "-1m" }],
  ];

  test("opens for a token of the pool and hands its claims on", async () => {
    const { status, event } = await ask(cloud, "/locked", bearer(await mint(cloud)));
    expect(status).toBe(200);
    expect(event.requestContext.authorizer?.jwt.claims).toMatchObject({
      sub: "someone",
      client_id: cloud.outputs.StaffClientId,
    });
  });

  test.each(refusals)("refuses a token with %s", async (_, claims) => {
    const answer = await fetch(`${cloud.api}/locked`, bearer(await mint(cloud, claims)));
    expect(answer.status).toBe(401);
  });

  test("refuses no token and a token whose signature was changed", async () => {
    const token = await mint(cloud);
    const forged = `${token.slice(0, -8)}${token.endsWith("AAAAAAAA") ? "B" : "A"}AAAAAAA`;
    const answers = await Promise.all([
      fetch(`${cloud.api}/locked`),
      fetch(`${cloud.api}/locked`, bearer(forged)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test("asks for the route's scope", async () => {
    const tokens = [await mint(cloud), await mint(cloud, { scope: "contract/write" })];
    const answers = await Promise.all(tokens.map((token) => fetch(`${cloud.api}/scoped`, bearer(token))));
    expect(answers.map(({ status }) => status)).toEqual([403, 200]);
  });
});

describe("an event", () => {
  test("reaches every queue once when its item is inserted, and no other item makes one", async () => {
    await write(cloud, "plain-1", {});
    await write(cloud, "event-1", { kind: { S: "event" } });
    await touch(cloud, "event-1");
    await until("the event's count", 30, () => seen(cloud, "event-1"));
    const heard = await Promise.all(
      Array.from({ length: 12 }, (_, n) => receive(cloud, `contract-listener-${n + 1}`)),
    );
    for (const bodies of heard) expect(bodies.map(({ detail }) => detail.id)).toEqual(["event-1"]);
    expect(await seen(cloud, "plain-1")).toBeUndefined();
  });

  test("that its consumer refuses is tried three times and then dead, alone", async () => {
    await write(cloud, "event-2", { kind: { S: "event" }, poison: { BOOL: true } });
    await write(cloud, "event-3", { kind: { S: "event" } });
    const dead = await until("a dead letter", 60, async () => {
      const bodies = await receive(cloud, "contract-dead");
      return bodies.length > 0 && bodies;
    });
    expect(dead.map(({ detail }) => detail.id)).toEqual(["event-2"]);
    expect(await seen(cloud, "event-2")).toBe(3);
    expect(await seen(cloud, "event-3")).toBe(1);
  });

  test.each([
    ["a listed type", { "detail-type": ["Other", "Announced"] }, true],
    ["another type", { "detail-type": ["Other"] }, false],
    ["a prefix", { source: [{ prefix: "forecourt." }] }, true],
    ["a field that exists", { detail: { data: { order: [{ exists: true }] } } }, true],
    [
      "a value that may be anything but this",
      { detail: { data: { order: [{ "anything-but": ["ord_1"] }] } } },
      false,
    ],
    ["one of two patterns", { $or: [{ source: ["no"] }, { detail: { dealer: ["d1"] } }] }, true],
  ])("matches by %s", async (_, pattern, matches) => {
    const event = {
      id: "1",
      account: "000000000000",
      region: cloud.region,
      time: "2026-11-25T10:00:00Z",
      resources: [],
    };
    const named = {
      source: "forecourt.orders",
      "detail-type": "Announced",
      detail: { dealer: "d1", data: { order: "ord_1" } },
    };
    const bus = new EventBridgeClient(clientOf(cloud));
    const ask = { EventPattern: JSON.stringify(pattern), Event: JSON.stringify({ ...event, ...named }) };
    expect((await bus.send(new TestEventPatternCommand(ask))).Result).toBe(matches);
  });
});

test("a mail from a known sender is kept to be read", async () => {
  const ses = new SESv2Client(clientOf(cloud));
  const sender = "hello@contract.example";
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: sender }));
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: sender,
      Destination: { ToAddresses: ["ada@contract.example"] },
      Content: { Simple: { Subject: { Data: "您好" }, Body: { Text: { Data: "Hello" } } } },
    }),
  );
  const answer = await fetch(cloud.mails);
  expect(await answer.text()).toContain("ada@contract.example");
});

test("a clock of one minute wakes a function, as a rule and as a schedule", async () => {
  await until("both clocks", 100, async () => {
    const marks = await Promise.all(["woken#rule", "woken#scheduler"].map((mark) => item(cloud, mark)));
    return marks.every((mark) => mark !== undefined);
  });
  expect(await item(cloud, "woken#rule")).toBeDefined();
});
