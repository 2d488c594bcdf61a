import { badTokens, type BadToken } from "../access/bad-tokens.ts";
import { passThrough } from "../access/pass-through.ts";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { ask, type Fixtures, prepared, type Request, request, routes } from "../stories.ts";

/**
 * Every kind of bad token on every route that wants one: through the gateway's lock and ours, and, where the signature
 * is good, through ours alone, as if the gateway let every token pass. `n` counts requests.
 */
export const guarantee: Guarantee = {
  name: "tokens",
  promise:
    "No route that wants a token opens to a bad one, whether the gateway's authoriser stands before it or lets everything through; and nobody comes around the edge.",
  run,
  bugs: [
    {
      name: "an ID token is taken for an access token",
      file: "shared/access.ts",
      find: `claims["token_use"] === "access" &&`,
      put: "",
    },
    {
      name: "the end of a token is not looked at",
      file: "shared/access.ts",
      find: `Number(claims["exp"]) * 1000 > now();`,
      put: "now() > 0;",
    },
    {
      name: "the authoriser fails open",
      file: "shared/tokens.ts",
      find: "    return { claims: payload, pool };\n  } catch {\n    throw unauthorised();",
      put: "    return { claims: payload, pool };\n  } catch {\n    return { claims: decodeJwt(token), pool };",
    },
    {
      name: "the issuer is not compared",
      file: "shared/access.ts",
      find: `claims["iss"] === issuer &&`,
      put: "issuer &&",
    },
    {
      name: "whoever names any secret comes around the edge",
      file: "shared/origin.ts",
      find: "if (!good) throw",
      put: "if (!good && given.length === 0) throw",
    },
    {
      name: "a token for another application is good",
      file: "shared/access.ts",
      find: "audience === client &&",
      put: "audience && client &&",
    },
  ],
};

async function run({ untilFirst = false }: Options): Promise<Outcome> {
  const world = await trialWorld();
  const fixtures = await prepared(world);
  const bad = badTokens(world, fixtures.dealer);
  const alone = passThrough(world);
  const violations: string[] = [];
  let n = 0;
  for (const [key, { who }] of routes) {
    if (who === "anyone" || who === "provider") continue;
    const asked = await request(fixtures, key);
    for (const token of bad.filter(({ pool }) => who === "member" || pool === poolOf(who))) {
      const told: [lock: string, status: number][] = [
        ["both locks", (await ask(fixtures, asked, world.as(token.text))).status],
      ];
      // A route for both pools has no authoriser before it.
      if (token.claims && who !== "member") told.push(["our lock alone", await alone(asked, token.text)]);
      n += told.length;
      for (const [lock, status] of told)
        if (status !== 401) violations.push(`${key}: "${token.name}" answered ${status} (${lock})`);
    }
    if (untilFirst && violations.length > 0) break;
  }
  const around = await aroundTheEdge(fixtures);
  n += around.n;
  violations.push(...around.violations);
  return { n, violations, stimuli: n };
}

/** Where there is an edge, nobody comes around it: not without its secret, nor with another, nor with half of it. */
async function aroundTheEdge(fixtures: Fixtures): Promise<{ n: number; violations: string[] }> {
  const { world } = fixtures;
  const violations: string[] = [];
  const asked: Request[] = [];
  for (const key of routes.keys()) asked.push(await request(fixtures, key));
  const secret = "the edge's own secret";
  Object.assign(world.secrets, { edge: JSON.stringify({ e2: "a newer one", e1: secret }) });
  process.env["ORIGIN_SECRET_ARN"] = "edge";
  for (const one of asked)
    for (const given of [undefined, "", "a guess", secret.slice(0, -1), `${secret}.`]) {
      const verify: Record<string, string> = given === undefined ? {} : { "x-origin-verify": given };
      const { status, text } = await ask(fixtures, { ...one, headers: { ...one.headers, ...verify } });
      if (status !== 403 || !text.includes("origin_refused"))
        violations.push(`${one.key}: around the edge with ${given} it answered ${status}`);
    }
  const through = await world.visitor.get(`/v1/dealers/${fixtures.dealer}`, { "x-origin-verify": secret });
  if (through.status !== 200) violations.push(`through the edge a page answered ${through.status}`);
  delete process.env["ORIGIN_SECRET_ARN"];
  return { n: 5 * asked.length, violations };
}

function poolOf(who: string): BadToken["pool"] {
  return who === "customer" ? "customers" : "staff";
}
