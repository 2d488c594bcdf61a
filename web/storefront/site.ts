import { Refusal } from "#shared/errors";
import { log } from "#shared/log";
import type { PageRequest } from "#shared/pages";
import type { Answer } from "#shared/answer";
import { Locale } from "#shared/words";
import { asset } from "./assets.ts";
import { isHosted } from "./hosted.ts";
import { type Incoming, incomingOf, isOurs } from "./incoming.ts";
import { problemPage, startPage } from "./pages/problem.tsx";
import { platform } from "./platform.ts";
import { answerOf, goTo, type Reply } from "./reply.ts";
import { findPage, type Kept } from "./routes.ts";
import { type Visit, visitOf } from "./visit.ts";

/** Answers any address that is no route of the API's: pages of dealers, and the files they use. */
export async function answer({ event, ask }: PageRequest): Promise<Answer> {
  const incoming = incomingOf(event);
  const reply = await replyTo(incoming, ask);
  return answerOf(reply, incoming);
}

async function replyTo(incoming: Incoming, ask: PageRequest["ask"]): Promise<Reply> {
  const [first, second = "", ...rest] = incoming.parts ?? [];
  const locale = Locale.safeParse(first).data;
  if (first === "assets") return (await asset(second)) ?? problemPage(undefined, incoming, 404);
  if (first === "robots.txt") return robots;
  if (first === "signed-out" && isHosted()) return afterSignOut(incoming);
  if (first === undefined && incoming.parts) return startPage(incoming);
  const dealer = locale ? second : (first ?? "");
  if (!isDealer(dealer)) return problemPage(undefined, incoming, 404);
  const asked = platform(ask, dealer);
  const found = await asked.dealer().catch(absent);
  if (!found) return problemPage(undefined, incoming, 404);
  // An address without a language, as mails have it, leads to the reader's.
  if (!locale) return goTo(`/${preferred(incoming, found.locale)}${incoming.path}${searchOf(incoming)}`);
  const visit = visitOf({ incoming, locale, dealer: found, platform: asked });
  return carriedOut(visit, rest);
}

async function carriedOut(visit: Visit, parts: readonly string[]): Promise<Reply> {
  const { incoming } = visit;
  const safe = incoming.method === "GET" || incoming.method === "HEAD";
  try {
    if (!safe && !isOurs(incoming)) return problemPage(visit, incoming, 403);
    const page = findPage(safe ? "GET" : incoming.method, parts);
    if (!page) return problemPage(visit, incoming, 404);
    if (page.kept) return keptReply(await page.answer(asStranger(visit)), page.kept);
    const reply = await page.answer(visit);
    return { ...reply, kept: false, cookie: reply.cookie ?? (await visit.renewed()) };
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500;
    // Back to the page a form stood on, never to a form's own address.
    if (status === 401)
      return goTo(visit.to("sign-in", { back: incoming.path.replace(/\/(pay|cancel)$/, "") }));
    if (status >= 500) log.error("page", error);
    return problemPage(visit, incoming, status === 429 || status >= 500 ? status : 404);
  }
}

/** What everybody is shown must not depend on who asks first. */
function asStranger(visit: Visit): Visit {
  const nobody = async () => undefined;
  return {
    ...visit,
    incoming: { ...visit.incoming, cookies: new Map() },
    session: nobody,
    renewed: nobody,
  };
}

function keptReply(reply: Reply, { seconds }: Kept): Reply {
  return { ...reply, cookie: undefined, keptSeconds: seconds };
}

async function afterSignOut(incoming: Incoming): Promise<Reply> {
  const { wayAfterSignOut } = await import("./signing-in.ts");
  const { location, cookie } = await wayAfterSignOut(incoming);
  return goTo(location, cookie);
}

/** What is somebody's own is kept out of search engines by its own headers; here is only the rest. */
const robots: Reply = {
  type: "text/plain; charset=utf-8",
  content: "User-agent: *\nDisallow: /v1/\n",
  kept: true,
};

function isDealer(name: string): boolean {
  return /^[a-z][a-z0-9-]{2,39}$/.test(name) && name !== "platform";
}

function absent(error: unknown): undefined {
  if (error instanceof Refusal && error.status === 404) return undefined;
  throw error;
}

/** The first of the languages a browser asks for that we speak. */
function preferred({ headers }: Incoming, usual: Locale): Locale {
  for (const wish of (headers["accept-language"] ?? "").split(",")) {
    if (/^\s*zh\b/i.test(wish)) return "zh-CN";
    if (/^\s*en\b/i.test(wish)) return "en";
  }
  return usual;
}

function searchOf({ query }: Incoming): string {
  const search = query.toString();
  return search ? `?${search}` : "";
}
