import { randomBytes, randomUUID } from "node:crypto";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import { adminOperations } from "./cognito-admin.ts";
import { jwk, newSigningKey, sign, type SigningKey } from "./cognito-keys.ts";
import { addUser, findUser, fullSetting, type Notice, type Pool, type PoolSetting } from "./cognito-pool.ts";
import { signInOperations } from "./cognito-sign-in.ts";
import { signUpOperations } from "./cognito-sign-up.ts";
import { issuer } from "./cognito-tokens.ts";
import { answering } from "./operations.ts";

export type { PoolSetting, PreTokenGeneration } from "./cognito-pool.ts";

/**
 * Cognito user pools: people, passwords, codes, RS256 tokens and the pre-token-generation trigger (version 2). MFA, SRP,
 * hosted sign-in and app-client secrets are not modelled.
 *
 * @example
 * const cognito = createCognito({ clock });
 * const staff = cognito.createPool({ selfSignUp: false, accessTokenSeconds: 600, preTokenGeneration: handler });
 * const bad = cognito.mint(staff.id, { iss: "https://elsewhere.example" });
 */
export function createCognito({ clock, region = "eu-west-2" }: { clock: Clock; region?: string }) {
  const pools = new Map<string, Pool>();
  const context = { clock, region };

  function poolAt(id = ""): Pool {
    const pool = pools.get(id);
    if (!pool) throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
    return pool;
  }

  function poolOf(clientId = ""): Pool {
    const pool = [...pools.values()].find((one) => one.clientId === clientId);
    if (!pool)
      throw new AwsError("ResourceNotFoundException", `User pool client ${clientId} does not exist.`);
    return pool;
  }

  return {
    /** A pool with one client. The issuer is the address that a real pool of this id would have. */
    createPool(setting: PoolSetting = {}) {
      const id = setting.id ?? `${region}_${randomBytes(6).toString("hex").slice(0, 9)}`;
      const clientId = setting.clientId ?? randomBytes(13).toString("hex");
      let key: SigningKey | undefined;
      pools.set(id, {
        id,
        clientId,
        setting: fullSetting(setting),
        // A key takes a tenth of a second to make, and many tests never sign.
        key: () => (key ??= newSigningKey()),
        users: new Map(),
        grants: new Map(),
        sessions: new Map(),
        notices: [],
      });
      return { id, clientId, issuer: issuer(region, id) };
    },
    /** Somebody who signed up long ago: confirmed, with the `sub` a test wants. Enrolled again, nothing changes. */
    enrol(poolId: string, person: { sub: string; email: string; name: string }) {
      const pool = poolAt(poolId);
      if (findUser(pool, person.sub)) return;
      const user = addUser(pool, clock, person.email, { ...person, email_verified: "true" });
      user.status = "CONFIRMED";
    },
    /** What the issuer's `/.well-known/jwks.json` answers. */
    jwks: (poolId: string) => ({ keys: [jwk(poolAt(poolId).key())] }),
    /** A token of the test's making; see `minted`. */
    mint: (poolId: string, claims: Record<string, unknown> = {}, how: Minting = {}) =>
      minted(poolAt(poolId), context, claims, how),
    /** What Cognito would have sent to people, oldest first: codes and invitations. */
    notices: (poolId: string): Notice[] => poolAt(poolId).notices,
    ...answering({
      ...adminOperations(context, poolAt),
      ...signUpOperations(context, poolOf),
      ...signInOperations(context, { poolAt, poolOf }),
    }),
  };
}

export type Cognito = ReturnType<typeof createCognito>;
export type Minting = { header?: Record<string, unknown>; forged?: boolean };

let foreignKey: SigningKey | undefined;

/**
 * An access token of the pool for an hour, whose claims the test replaces (undefined leaves one out). `header` does the
 * same for `alg`, `kid`, `typ`; `forged` signs with a key that is not the pool's, under the pool's key id.
 */
function minted(
  pool: Pool,
  { clock, region }: { clock: Clock; region: string },
  claims: Record<string, unknown>,
  how: Minting,
): string {
  const now = Math.floor(clock.now() / 1000);
  const usual = {
    sub: randomUUID(),
    iss: issuer(region, pool.id),
    client_id: pool.clientId,
    token_use: "access",
    scope: "aws.cognito.signin.user.admin",
    auth_time: now,
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
  };
  const sub = { username: claims["sub"] ?? usual.sub };
  if (how.forged) foreignKey ??= newSigningKey();
  const key = how.forged && foreignKey ? { ...foreignKey, kid: pool.key().kid } : pool.key();
  return sign(key, { ...usual, ...sub, ...claims }, how.header);
}
