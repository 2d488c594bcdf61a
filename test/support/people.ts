import { createHash } from "node:crypto";
import type { Context } from "#shared/context";
import { trigger } from "#shared/trigger";
import { asFunction, functions } from "./at-work.ts";
import type { Pools } from "./deployment.ts";
import type { Clock } from "./model/clock.ts";
import type { Cognito, PreTokenGeneration } from "./model/cognito.ts";

/** The two user pools, with the platform's own trigger, and tokens for whoever a test needs. */
export function createPeople(cognito: Cognito, contexts: readonly Context[], clock: Clock) {
  const identity = contexts.find(({ triggers }) => triggers.preTokenGeneration);
  const preTokenGeneration = identity && preTokenGenerationOf(identity);
  const pools: Pools = {
    staff: cognito.createPool({
      selfSignUp: false,
      accessTokenSeconds: 600,
      groups: ["operators"],
      preTokenGeneration,
    }),
    customers: cognito.createPool({ selfSignUp: true, accessTokenSeconds: 3600 }),
  };
  const token = (pool: "staff" | "customers", claims: Record<string, unknown>): string => {
    const at = Math.floor(clock.now() / 1000);
    const usual = {
      iss: pools[pool].issuer,
      client_id: pools[pool].clientId,
      token_use: "access",
      iat: at,
      exp: at + 3600,
    };
    return cognito.mint(pools[pool].id, { ...usual, ...claims });
  };
  /** Everybody has an account with a verified address made of their name. */
  const enrolled = (
    pool: "staff" | "customers",
    name: string,
  ): { sub: string; email: string; name: string } => {
    const sub = idOf(name);
    const readable = /^[\w.-]+$/.test(name) ? name.toLowerCase() : sub;
    cognito.enrol(pools[pool].id, { sub, email: `${readable}@example.com`, name });
    return { sub, email: `${readable}@example.com`, name };
  };
  return {
    pools,
    idOf,
    token,
    enrolled,
    customerToken: (name: string) =>
      token("customers", { sub: enrolled("customers", name).sub, username: name }),
    staffToken: (dealer: string, roles: readonly string[], sub = idOf(`${dealer}-${roles.join("-")}`)) =>
      token("staff", { sub, dealer, roles: roles.join(" ") }),
  };
}

function preTokenGenerationOf(identity: Context): PreTokenGeneration {
  const run = trigger(identity, "preTokenGeneration") as PreTokenGeneration;
  return (event) => asFunction(functions.trigger(identity.name), () => run(event));
}

/** A stable UUID for a name, as Cognito's `sub` is one. */
function idOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
