import type { LocalCloud } from "./cloud.ts";

/** A person who can sign in: what `.local/people.json` keeps for `local:token`. */
export type Person = {
  email: string;
  password: string;
  pool: "staff" | "customers";
  clientId: string;
  /** For the table of sign-ins: the role's name, or "customer". */
  role: string;
  /** The dealer's id, empty for the platform's operator. */
  dealer: string;
};

/** What a seed made, in the order it should be shown. */
export type SeedResult = { dealers: string[]; people: Person[] };

/** `local/seed.ts` exports `seed` with this shape. It fills an empty platform through its API. */
export type Seed = (cloud: LocalCloud) => Promise<SeedResult>;
