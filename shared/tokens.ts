import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { type Claims, type Pool, poolSettings, unauthorised } from "./access.ts";
import { now } from "./time.ts";

/** Keys are fetched once per issuer and process, and again when a token names an unknown one. */
const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/**
 * Verifies a bearer token of either pool: for the routes both may call, where no gateway authoriser stands before us.
 *
 * @throws Refusal 401 whatever is wrong with it: why is nobody's business.
 */
export async function verifyToken(
  authorization: string | undefined,
): Promise<{ claims: Claims; pool: Pool }> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? "")?.[1];
  if (!token) throw unauthorised();
  const pool = poolOf(token);
  const { issuer } = poolSettings(pool);
  try {
    const { payload } = await jwtVerify(token, keysOf(issuer), {
      issuer,
      algorithms: ["RS256"],
      currentDate: new Date(now()),
    });
    return { claims: payload, pool };
  } catch {
    throw unauthorised();
  }
}

function poolOf(token: string): Pool {
  const issuer = issuerOf(token);
  const pool = (["staff", "customers"] as const).find((name) => poolSettings(name).issuer === issuer);
  if (!pool) throw unauthorised();
  return pool;
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw unauthorised();
  }
}

function keysOf(issuer: string): ReturnType<typeof createRemoteJWKSet> {
  let keys = keySets.get(issuer);
  if (!keys) {
    keys = createRemoteJWKSet(new URL(`${reachable(issuer)}/.well-known/jwks.json`));
    keySets.set(issuer, keys);
  }
  return keys;
}

/** Where AWS is reached by another endpoint (AWS_ENDPOINT_URL, as the SDKs read it), so are its keys. */
function reachable(issuer: string): string {
  const endpoint =
    process.env["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] ?? process.env["AWS_ENDPOINT_URL"];
  return endpoint ? endpoint.replace(/\/$/, "") + new URL(issuer).pathname : issuer;
}
