import { afterAll, beforeAll, expect, test } from "vitest";
import type { Reply } from "../support/api.ts";
import { showroom, type Showroom } from "../support/showroom.ts";
import { password } from "../support/sign-in.ts";
import { text } from "../support/shop.ts";

/* What strangers type is text on every page: in every parameter, field and part of an address. */

let room: Showroom;
let cookie: string;
let order: string;
const host = "cars.example";
const base = "/en/harrow-vale";

const hostile: readonly (readonly [kind: string, value: string])[] = [
  ["markup", `"><script>alert(1)</script>`],
  ["an attribute", `' onerror='alert(1)' x="`],
  ["the end of a script", "</script></textarea></title><!--"],
  ["marks that turn writing around", "\u202Egnp.exe\u2066\u200F"],
  ["10 kB", "x".repeat(10_000)],
  ["10 kB of four-byte signs", "🚗".repeat(2_500)],
  ["NUL", "a\u0000b"],
  ["line ends", "a\r\nset-cookie: session=evil\r\n\r\n<b>"],
  ["half a sign", "%ED%A0%80"],
  ["a template", "{{constructor.constructor('alert(1)')()}} ${7*7}"],
  ["a number beyond all numbers", "9".repeat(400)],
  ["a prototype's name", "__proto__"],
];

beforeAll(async () => {
  room = await showroom({ cars: 12 });
  const email = "hostile@example.com";
  await post("sign-up", { name: "Ada Byron", email, password });
  const sent = room.world.cognito.notices(room.world.pools.customers.id).findLast(({ to }) => to === email);
  await post("confirm", { email, code: sent?.secret ?? "" });
  const into = await post("sign-in", { email, password });
  cookie = String(into.headers["set-cookie"]).split(";")[0] ?? "";
  const placed = await post(`cars/${car(0)}/reserve`, { key: "press-once-1" }, { cookie });
  order = String(placed.headers["location"]).slice(base.length + 1);
  expect(order).toMatch(/^orders\/ord_/);
});
afterAll(() => room.close());

const car = (index: number) => text(room.stocked.get("harrow-vale")?.[index]?.vehicle);
const get = (path: string, headers = {}) => room.world.visitor.get(path, { host, ...headers });
const post = (path: string, form: Record<string, string>, headers = {}) =>
  room.world.visitor.post(`${base}/${path}`, new URLSearchParams(form).toString(), {
    host,
    origin: `http://${host}`,
    "content-type": "application/x-www-form-urlencoded",
    ...headers,
  });

const filters =
  "q brand model body fuel price_gte price_lte year_gte mileage_lte sort cursor page compare unknown";
/** Every page with all it reads from its address. */
const pages = (): readonly (readonly [path: string, parameters: string])[] => [
  ["", "q"],
  ["cars", filters],
  [`cars/${car(1)}`, "deposit months rate unknown"],
  ["compare", "vehicle"],
  ["favourites", "vehicle"],
  ["stores", "unknown"],
  ["enquiry", "vehicle name email phone message news key"],
  ["sign-in", "email back confirmed"],
  ["sign-up", "name email back"],
  ["confirm", "email code back"],
  ["orders", "unknown"],
  [order, "unknown"],
  ["sitemap.xml", "unknown"],
];
/** Every form with its fields. */
const forms = (): readonly (readonly [path: string, fields: string])[] => [
  ["enquiry", "name email phone message vehicle key news unknown"],
  ["sign-in", "email password back"],
  ["sign-up", "name email password back"],
  ["confirm", "email code back"],
  [`cars/${car(2)}/reserve`, "note key"],
  [`${order}/pay`, "key"],
  [`${order}/cancel`, "key"],
  ["nothing/here", "anything"],
];

/** A page is whole, and nothing on it is anybody's but ours. */
function isHarmless({ status, headers, text: page }: Reply, value: string): void {
  expect(status).toBeLessThan(500);
  expect(page).not.toContain("\u0000");
  if (/[<>"]/.test(value)) expect(page).not.toContain(value);
  const scripts = [...page.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  expect(
    scripts.filter(
      (tag) => !/^<script (src="\/assets\/[^"]+" defer|type="application\/ld\+json")>$/.test(tag),
    ),
  ).toEqual([]);
  // Without the values of attributes, in which quotes are escaped.
  expect(page.replaceAll(/"[^"]*"/g, "")).not.toMatch(/<[a-z][^>]*\son\w+=/i);
  for (const header of [headers["location"], headers["set-cookie"]].flat())
    expect(String(header ?? "")).not.toMatch(/[\r\n]|evil/);
  if (status === 200 && String(headers["content-type"]).startsWith("text/html"))
    expect(page).toMatch(/^<!doctype html><html lang="en"[^]*<\/html>$/);
}

test.each(hostile)("in every parameter of every page: %s", async (_, value) => {
  for (const [path, names] of pages())
    for (const name of names.split(" ")) {
      const search = new URLSearchParams({ [name]: value });
      isHarmless(await get(`${base}/${path}?${search}`, { cookie }), value);
      isHarmless(await get(`${base}/${path}?${name}=${value.replaceAll(/[^\w%.]/g, "+")}`), value);
    }
});

test.each(hostile)(
  "in every field of every form, and what was typed is there again: %s",
  async (_, value) => {
    for (const [path, names] of forms()) {
      for (const name of names.split(" ")) isHarmless(await post(path, { [name]: value }, { cookie }), value);
      const all = Object.fromEntries(names.split(" ").map((name) => [name, value]));
      isHarmless(await post(path, all, { cookie }), value);
    }
  },
);

test.each(hostile)("in every part of an address, every header and the cookie: %s", async (_, value) => {
  const part = encodeURIComponent(value);
  for (const path of [
    `/${part}`,
    `/en/${part}`,
    `/${part}/harrow-vale`,
    `${base}/${part}`,
    `${base}/cars/${part}`,
    `${base}/cars/${part}/reserve`,
    `${base}/orders/${part}`,
    `${base}/orders/${part}/payment`,
    `/assets/${part}`,
  ])
    isHarmless(await get(path, { cookie }), value);
  for (const name of ["accept-language", "accept-encoding", "cookie", "referer", "user-agent"])
    isHarmless(await get(`${base}/orders`, { [name]: value }), value);
});

test("a form that is no form changes nothing", async () => {
  for (const body of ["\u0000", "&&&===", "%", "a".repeat(200_000), '{"email":"a@example.com"}'])
    for (const type of ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"]) {
      const reply = await room.world.visitor.post(`${base}/enquiry`, body, {
        host,
        origin: `http://${host}`,
        "content-type": type,
      });
      expect([413, 422]).toContain(reply.status);
    }
});
