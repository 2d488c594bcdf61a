import { createHmac } from "node:crypto";
import type { Forecourt } from "#test/support/forecourt";

/**
 * `claims`: what stands in it can be read, so that an authoriser that failed open could pass it on; whatever is wrong,
 * is wrong with the claims themselves.
 */
export type BadToken = {
  readonly name: string;
  readonly pool: "staff" | "customers";
  readonly text: string;
  readonly claims: boolean;
};

type Claims = Record<string, unknown>;
type How = { header?: Record<string, unknown>; forged?: boolean };

/** Thirty kinds and more for each of the two pools. Every one is what a good token is, but for what its name says. */
export function badTokens(world: Forecourt, dealer: string): BadToken[] {
  return (["staff", "customers"] as const).flatMap((pool) => {
    const good = goodClaims(world, pool, dealer);
    const mint = (changes: Claims = {}, how: How = {}): string =>
      world.cognito.mint(world.pools[pool].id, { ...good, ...changes }, how);
    return [
      ...wrongClaims(world, pool, mint),
      ...forgeries(world, pool, good, mint),
      ...torn(mint()).map(([name, text]) => ({ name, pool, text, claims: false })),
    ];
  });
}

function goodClaims(world: Forecourt, pool: BadToken["pool"], dealer: string): Claims {
  const { tokens, clock } = world;
  const at = Math.floor(clock.now() / 1000);
  const usual = { iat: at, exp: at + 3600 };
  if (pool === "customers") return { ...usual, sub: tokens.idOf(`${dealer}-ada`) };
  return { ...usual, sub: tokens.idOf(`${dealer}-owner`), dealer, roles: "owner" };
}

/** Signed by the pool itself. */
function wrongClaims(
  world: Forecourt,
  pool: BadToken["pool"],
  mint: (changes: Claims) => string,
): BadToken[] {
  const at = Math.floor(world.clock.now() / 1000);
  const other = world.pools[pool === "staff" ? "customers" : "staff"];
  const changes: Record<string, Claims> = {
    "an ID token": { token_use: "id" },
    "an ID token with an audience": {
      token_use: "id",
      client_id: undefined,
      aud: world.pools[pool].clientId,
    },
    "a refresh token": { token_use: "refresh" },
    "no use": { token_use: undefined },
    "a use in capitals": { token_use: "ACCESS" },
    "a list of uses": { token_use: ["access"] },
    "a second too old": { exp: at - 1 },
    "ended just now": { exp: at },
    "a year too old": { exp: at - 31_536_000 },
    "no end": { exp: undefined },
    "an end that is a word": { exp: "never" },
    "an end that is null": { exp: null },
    "another issuer": { iss: "https://elsewhere.example" },
    "the other pool's issuer": { iss: other.issuer },
    "an issuer that begins alike": { iss: `${world.pools[pool].issuer}.elsewhere.example` },
    "an issuer with a slash": { iss: `${world.pools[pool].issuer}/` },
    "no issuer": { iss: undefined },
    "a list of issuers": { iss: [world.pools[pool].issuer] },
    "another client": { client_id: "elsewhere" },
    "the other pool's client": { client_id: other.clientId },
    "no client": { client_id: undefined },
    "an empty client": { client_id: "" },
    "a list of clients": { client_id: [world.pools[pool].clientId] },
    "nobody's": { sub: undefined },
    "a number's": { sub: 7 },
    "a list of persons": { sub: ["a", "b"] },
  };
  return Object.entries(changes).map(([name, each]) => ({ name, pool, text: mint(each), claims: true }));
}

/** Good claims, a signature that is not the pool's. */
function forgeries(
  world: Forecourt,
  pool: BadToken["pool"],
  good: Claims,
  mint: (changes?: Claims, how?: How) => string,
): BadToken[] {
  const [head = "", body = "", mark = ""] = mint().split(".");
  const other = world.pools[pool === "staff" ? "customers" : "staff"];
  const header = JSON.parse(Buffer.from(head, "base64url").toString("utf8")) as Claims;
  const as = (changes: Claims): string => coded({ ...header, ...changes });
  const key = JSON.stringify(world.cognito.jwks(world.pools[pool].id).keys[0]);
  const hmac = (first: string, secret: string): string =>
    `${first}.${body}.${createHmac("sha256", secret).update(`${first}.${body}`).digest("base64url")}`;
  const raised = coded({ ...good, roles: "owner operator", dealer: "beta-cars" });
  const all: Record<string, string> = {
    "a stranger's signature": mint({}, { forged: true }),
    "the other pool's signature": world.cognito.mint(other.id, { ...poolClaims(world, pool), ...good }),
    "an unknown key": mint({}, { header: { kid: "unknown" } }),
    "a key as a path": mint({}, { header: { kid: "../../dev/null" }, forged: true }),
    "no algorithm": `${as({ alg: "none" })}.${body}.`,
    "no algorithm, a signature": `${as({ alg: "none" })}.${body}.${mark}`,
    "no algorithm in capitals": `${as({ alg: "NONE" })}.${body}.${mark}`,
    "HS256 with the public key": hmac(as({ alg: "HS256" }), key),
    "HS256 with an empty key": hmac(as({ alg: "HS256" }), " "),
    "RS512 by name": `${as({ alg: "RS512" })}.${body}.${mark}`,
    "another dealer's claim": `${head}.${raised}.${mark}`,
    "claims given twice": `${head}.${Buffer.from(`${JSON.stringify(good).slice(0, -1)},"sub":"x"}`).toString("base64url")}.${mark}`,
    "a key in the header": mint({}, { forged: true, header: { jwk: JSON.parse(key) as unknown } }),
    "a key's address in the header": mint({}, { forged: true, header: { jku: "http://127.0.0.1:9/keys" } }),
    "a critical extension": mint({}, { forged: true, header: { crit: ["b64"], b64: false } }),
  };
  return Object.entries(all).map(([name, text]) => ({ name, pool, text, claims: false }));
}

function poolClaims(world: Forecourt, pool: BadToken["pool"]): Claims {
  return { iss: world.pools[pool].issuer, client_id: world.pools[pool].clientId };
}

/** Not tokens any more. */
function torn(token: string): [name: string, text: string][] {
  const [head = "", body = "", mark = ""] = token.split(".");
  const turned = mark.startsWith("A") ? `B${mark.slice(1)}` : `A${mark.slice(1)}`;
  return [
    ["nothing", ""],
    ["a word", "token"],
    ["two dots", ".."],
    ["without its signature", `${head}.${body}.`],
    ["two parts", `${head}.${body}`],
    ["four parts", `${token}.${mark}`],
    ["five parts", `${head}.${body}.${mark}.${body}.${mark}`],
    ["cut off", token.slice(0, -20)],
    ["one letter of the signature changed", `${head}.${body}.${turned}`],
    ["another alphabet", `${head}.${body}.${"+/".repeat(100)}`],
    ["huge", `${head}.${"a".repeat(200_000)}.${mark}`],
    ["parts in another order", `${body}.${head}.${mark}`],
    ["claims that are a list", `${head}.${coded(["sub"])}.${mark}`],
    ["claims that are null", `${head}.${coded(null)}.${mark}`],
    ["claims that are no JSON", `${head}.${Buffer.from("{").toString("base64url")}.${mark}`],
    ["a header that is no JSON", `${Buffer.from("{").toString("base64url")}.${body}.${mark}`],
    ["a header that is empty", `.${body}.${mark}`],
    ["a nul in it", `${head}\0.${body}.${mark}`],
    ["another scheme before it", `Basic ${token}`],
  ];
}

function coded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
