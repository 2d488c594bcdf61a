import { Refusal } from "#shared/errors";
import type { Locale } from "#shared/words";
import { type Format, formats } from "#web/words/format";
import { type Words, wordsIn } from "#web/words/index";
import type { Incoming } from "./incoming.ts";
import type { Dealer, Platform } from "./platform.ts";
import { type Session, sessionOf } from "./session.ts";

/** What every page knows: whose shop it is, in which language, and how to ask the platform. */
export type Visit = {
  readonly incoming: Incoming;
  readonly locale: Locale;
  readonly w: Words;
  readonly say: Format;
  readonly dealer: Dealer;
  readonly platform: Platform;
  /** The person who is signed in. Read only where a page is somebody's own: the others are alike for all. */
  readonly session: () => Promise<Session | undefined>;
  /** The cookie to set with the answer, where the page asked who is signed in and their token was renewed. */
  readonly renewed: () => Promise<string | undefined>;
  /** The address of a page of this dealer, in the reader's language or another. */
  readonly to: (path?: string, query?: Query, locale?: Locale) => string;
};

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Distances are told in the unit on the country's road signs. */
const inMiles = new Set(["GB", "US"]);
const kilometresPerMile = 1.609344;

export function visitOf(given: {
  incoming: Incoming;
  locale: Locale;
  dealer: Dealer;
  platform: Platform;
}): Visit {
  const { incoming, locale, dealer } = given;
  let session: Promise<Session | undefined> | undefined;
  return {
    ...given,
    w: wordsIn(locale),
    say: formats(locale),
    session: () => (session ??= sessionOf(incoming)),
    renewed: async () => (await session)?.cookie,
    to: (path = "", query = {}, other = locale) => address(other, dealer.dealer, path, query),
  };
}

export function distance({ dealer, say }: Pick<Visit, "dealer" | "say">, km: number): string {
  return inMiles.has(dealer.country)
    ? say.unit(Math.round(km / kilometresPerMile), "mile")
    : say.unit(km, "kilometer");
}

/** Kilometres of a round number on the country's road signs. */
export function kilometresOf({ dealer }: Pick<Visit, "dealer">, distance: number): number {
  return inMiles.has(dealer.country) ? Math.round(distance * kilometresPerMile) : distance;
}

/** The token of the person who is signed in. @throws Refusal 401 where nobody is: they are led to the sign-in page. */
export async function tokenOf(visit: Visit): Promise<string> {
  const session = await visit.session();
  if (!session) throw new Refusal(401, "token_invalid", "Nobody is signed in.");
  return session.token;
}

/** What was asked, or undefined where the platform says there is no such thing. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof Refusal && error.status < 500) return undefined;
    throw error;
  });
}

function address(locale: Locale, dealer: string, path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
  const search = new URLSearchParams(pairs).toString();
  return `/${locale}/${dealer}${path ? `/${path}` : ""}${search ? `?${search}` : ""}`;
}
