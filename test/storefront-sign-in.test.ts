import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Reply } from "./support/api.ts";
import { showroom, type Showroom } from "./support/showroom.ts";
import { signInPages, type SignInPages } from "./support/sign-in-pages.ts";

let room: Showroom;
let pages: SignInPages;
let base: string;
const host = "cars.example";
const home = `https://${host}`;
const ours = { host, origin: home, "x-forwarded-proto": "https" };
const minutes = (count: number) => count * 60_000;

beforeAll(async () => {
  room = await showroom({ cars: 2 });
  pages = await signInPages(room.world);
  process.env["SIGN_IN_URL"] = pages.url;
  base = `/en/${room.london}`;
});
afterAll(() => {
  delete process.env["SIGN_IN_URL"];
  pages.close();
  room.close();
});
beforeEach(() => pages.is("well"));

/** A browser: it keeps cookies as one does, and tells nobody else's. */
function browser() {
  const jar = new Map<string, string>();
  const heard = (reply: Reply): Reply => {
    for (const line of reply.cookies ?? [reply.headers["set-cookie"] ?? ""].filter(Boolean)) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (/Max-Age=0\b/.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return reply;
  };
  const sent = () => ({ ...ours, cookie: [...jar].map((pair) => pair.join("=")).join("; ") });
  const post = { "content-type": "application/x-www-form-urlencoded" };
  return {
    jar,
    get: async (path: string) =>
      heard(await room.world.visitor.get(path.replace(home, ""), { ...sent(), accept: "text/html" })),
    post: async (path: string, form: Record<string, string> = {}) =>
      heard(
        await room.world.visitor.post(path, new URLSearchParams(form).toString(), { ...sent(), ...post }),
      ),
  };
}

const wayOf = ({ headers }: Reply) => String(headers["location"]);

async function signedIn(person: string, back = `${base}/orders`) {
  const one = browser();
  const sent = wayOf(await one.get(`${base}/sign-in?${new URLSearchParams({ back })}`));
  const returning = pages.signsIn(sent, person);
  return { one, sent, returning, returned: await one.get(returning) };
}

test("a buyer signs in on the issuer's pages and is where they were", async () => {
  const { one, sent, returned } = await signedIn("ada");
  expect(sent).toMatch(new RegExp(`^${pages.url}/oauth2/authorize\\?`));
  expect(new URL(sent).searchParams.get("redirect_uri")).toBe(`${home}/signed-in`);
  expect([returned.status, wayOf(returned)]).toEqual([303, `${base}/orders`]);
  expect((await one.get(`${base}/orders`)).status).toBe(200);
  // Nothing is left of the way there.
  expect([...one.jar.keys()]).toEqual(["__Host-session"]);
});

test("the verifier never leaves the browser's sealed cookie, and every cookie is out of reach of scripts", async () => {
  const one = browser();
  const { headers } = await one.get(`${base}/sign-in`);
  expect(String(headers["set-cookie"])).toMatch(
    /^__Host-signing-in=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900; Secure$/,
  );
  expect(new URL(wayOf({ headers } as Reply)).searchParams.has("code_verifier")).toBe(false);
  const { returned } = await signedIn("ada");
  expect(returned.cookies).toHaveLength(2);
  for (const cookie of returned.cookies ?? []) expect(cookie).toMatch(/HttpOnly; SameSite=Lax; .*Secure$/);
});

test("who wants to reserve without being signed in is led there and back, and the form may lead there", async () => {
  const one = browser();
  const car = `${base}/cars/${String(room.stocked.get(room.london)?.[0]?.vehicle)}/reserve`;
  const asked = await one.get(car);
  const sent = wayOf(await one.get(wayOf(asked)));
  expect(wayOf(await one.get(pages.signsIn(sent, "bea")))).toBe(car);
  const page = await one.get(car);
  expect(page.status).toBe(200);
  expect(page.headers["content-security-policy"]).toContain(`form-action 'self' ${pages.url};`);
});

test("a return with another state signs nobody in, in the dealer's frame and with a way on", async () => {
  const one = browser();
  const sent = wayOf(await one.get(`${base}/sign-in`));
  const returning = new URL(pages.signsIn(sent, "ada"));
  returning.searchParams.set("state", `en.${room.london}.another`);
  const told = await one.get(returning.href);
  expect(told.status).toBe(400);
  expect(told.text).toContain("You are not signed in");
  expect(told.text).toContain(`href="${base}/sign-in`);
  expect(one.jar.has("__Host-session")).toBe(false);
});

test("a code that one browser was given signs no other browser in", async () => {
  const victim = browser();
  const { returning } = await signedIn("mallory");
  expect((await victim.get(returning)).status).toBe(400);
  // Nor one that has gone to the pages itself.
  await victim.get(`${base}/sign-in`);
  expect((await victim.get(returning)).status).toBe(400);
  expect(victim.jar.has("__Host-session")).toBe(false);
});

test("a code is good once, also with the cookie that it was fetched with", async () => {
  const one = browser();
  const returning = pages.signsIn(wayOf(await one.get(`${base}/sign-in`)), "ada");
  const kept = new Map(one.jar);
  expect((await one.get(returning)).status).toBe(303);
  const again = browser();
  for (const [name, value] of kept) again.jar.set(name, value);
  expect((await again.get(returning)).status).toBe(400);
  expect(again.jar.has("__Host-session")).toBe(false);
});

test("who takes longer than a quarter of an hour begins again, and whoever stopped does too", async () => {
  const one = browser();
  const returning = pages.signsIn(wayOf(await one.get(`${base}/sign-in`)), "ada");
  room.world.clock.advance(minutes(16));
  expect((await one.get(returning)).status).toBe(400);
  const state = new URL(wayOf(await one.get(`${base}/sign-in`))).searchParams.get("state") ?? "";
  const stopped = await one.get(`/signed-in?${new URLSearchParams({ error: "access_denied", state })}`);
  expect(stopped.status).toBe(400);
});

test("a return leads to no page but this dealer's, whatever an address says", async () => {
  for (const back of ["https://evil.example/", "//evil.example", `${base}//evil.example`, `${base}/../x`])
    expect(wayOf((await signedIn("ada", back)).returned)).toBe(`${base}/orders`);
  for (const state of [
    "//evil.example",
    "en",
    "en.//evil.example.x",
    "xx.harrow-vale.x",
    "en.no-such-dealer.x",
  ])
    expect((await browser().get(`/signed-in?${new URLSearchParams({ state, code: "x" })}`)).status).toBe(404);
});

test("when the issuer does not answer, or answers nonsense, one is told so and the same return works later", async () => {
  const one = browser();
  const returning = pages.signsIn(wayOf(await one.get(`${base}/sign-in`)), "ada");
  for (const mood of ["failing", "babbling", "silent"] as const) {
    pages.is(mood);
    const told = await one.get(returning);
    expect([mood, told.status]).toEqual([mood, 503]);
    expect(told.text).toContain("Signing in does not work at the moment");
    expect(one.jar.has("__Host-session")).toBe(false);
  }
  pages.is("well");
  expect((await one.get(returning)).status).toBe(303);
});

test("a token of the other pool signs nobody in", async () => {
  pages.is("foreign");
  const { one, returned } = await signedIn("ada");
  expect(returned.status).toBe(400);
  expect(one.jar.has("__Host-session")).toBe(false);
});

test("a session is renewed without a word, and ends when the person is signed out everywhere", async () => {
  const { one } = await signedIn("ada");
  const before = one.jar.get("__Host-session");
  room.world.clock.advance(minutes(60));
  expect((await one.get(`${base}/orders`)).status).toBe(200);
  expect(one.jar.get("__Host-session")).not.toBe(before);
  room.world.clock.advance(minutes(60));
  pages.is("failing");
  expect((await one.get(`${base}/orders`)).status).toBe(503);
  pages.is("well");
  pages.forgets();
  expect((await one.get(`${base}/orders`)).status).toBe(303);
});

test("signing out ends the session here, at the issuer, and on its pages, and leads back to the dealer", async () => {
  pages.forgets();
  const { one } = await signedIn("ada");
  expect(pages.sessions()).toBe(1);
  const left = await one.post(`${base}/sign-out`);
  const way = new URL(wayOf(left));
  expect([way.origin + way.pathname, way.searchParams.get("logout_uri")]).toEqual([
    `${pages.url}/logout`,
    `${home}/signed-out`,
  ]);
  expect(pages.sessions()).toBe(0);
  expect(one.jar.has("__Host-session")).toBe(false);
  expect(wayOf(await one.get("/signed-out"))).toBe(base);
  expect([...one.jar.keys()]).toEqual([]);
  expect(wayOf(await one.get("/signed-out"))).toBe("/");
});

test("signing out works here when the issuer is away", async () => {
  const { one } = await signedIn("ada");
  pages.is("failing");
  expect((await one.post(`${base}/sign-out`)).status).toBe(303);
  expect(one.jar.has("__Host-session")).toBe(false);
});

test("a new buyer is led to the issuer's page for that, and ours for passwords are not there", async () => {
  const one = browser();
  expect(wayOf(await one.get(`${base}/sign-up`))).toMatch(new RegExp(`^${pages.url}/signup\\?`));
  for (const path of ["sign-in", "sign-up", "confirm"])
    expect((await one.post(`${base}/${path}`, { email: "a@example.com", password: "x" })).status).toBe(404);
  expect((await one.get(`${base}/confirm`)).status).toBe(404);
});

test("in dev people sign in by password on our own page, and nobody comes back from elsewhere", async () => {
  delete process.env["SIGN_IN_URL"];
  try {
    const one = browser();
    expect((await one.get(`${base}/sign-in`)).text).toContain('type="password"');
    const state = `en.${room.london}.x`;
    for (const path of [`/signed-in?${new URLSearchParams({ state, code: "x" })}`, "/signed-out"])
      expect((await one.get(path)).status).toBe(404);
  } finally {
    process.env["SIGN_IN_URL"] = pages.url;
  }
});
