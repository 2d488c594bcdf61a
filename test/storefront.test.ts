import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { lending } from "#infra/lending";
import { contexts } from "#functions/index";
import { storefront } from "#functions/storefront/context";
import type { Reply } from "./support/api.ts";
import { boundByRoles } from "./support/roles.ts";
import { showroom, type Showroom } from "./support/showroom.ts";
import { password } from "./support/sign-in.ts";
import { text } from "./support/shop.ts";

let room: Showroom;
let base: string;
const host = "cars.example";
const ours = { host, origin: `http://${host}`, "content-type": "application/x-www-form-urlencoded" };

beforeAll(async () => {
  room = await showroom({ cars: 24 });
  base = `/en/${room.london}`;
});
afterAll(() => room.close());
beforeEach(() => {
  room.world.aws.reset();
  // The role of the pages must do for whatever route they ask.
  room.world.aws.intercept = boundByRoles(contexts, storefront);
});

const get = (path: string, headers = {}) => room.world.visitor.get(path, { host, ...headers });
const post = (path: string, form: Record<string, string>, headers = {}) =>
  room.world.visitor.post(path, new URLSearchParams(form).toString(), { ...ours, ...headers });
const car = (index: number) => text(room.stocked.get(room.london)?.[index]?.vehicle);
const keyIn = ({ text: page }: Reply) => /name="key" value="([^"]+)"/.exec(page)?.[1] ?? "";

/** A new buyer signs up, confirms and signs in by the pages alone. Answers the cookie. */
async function signedIn(email: string): Promise<Record<string, string>> {
  const up = await post(`${base}/sign-up`, { name: "Ada Byron", email, password });
  expect([up.status, up.headers["location"]]).toEqual([
    303,
    `${base}/confirm?email=${encodeURIComponent(email)}`,
  ]);
  const sent = room.world.cognito.notices(room.world.pools.customers.id).findLast(({ to }) => to === email);
  const confirmed = await post(`${base}/confirm`, { email, code: sent?.secret ?? "" });
  expect(confirmed.status).toBe(303);
  const into = await post(`${base}/sign-in`, { email, password });
  expect(into.status).toBe(303);
  return { cookie: String(into.headers["set-cookie"]).split(";")[0] ?? "" };
}

test("a page carries a policy that lets in nothing but our own files", async () => {
  const { headers, status } = await get(base);
  expect(status).toBe(200);
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  );
  expect(headers["content-security-policy"]).not.toContain("unsafe");
  // Nobody puts our pages into a frame of theirs, and lays something over them.
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("a list and a car are at most two and five reads", async () => {
  for (const [path, most] of [
    [`${base}/cars`, 2],
    [`${base}/cars/${car(0)}`, 5],
  ] as const) {
    await get(path);
    room.world.aws.reset();
    await get(path);
    expect(room.world.aws.calls.length).toBeLessThanOrEqual(most);
  }
});

test.each(["br", "gzip"])(
  "whatever page is opened first, all it loads but pictures is at most 40 KB, by %s",
  async (encoding) => {
    const asked = { "accept-encoding": encoding };
    for (const path of [base, `${base}/cars`, `${base}/cars?q=ford&sort=price`, `${base}/cars/${car(0)}`]) {
      const page = await get(path, asked);
      expect(page.headers["content-encoding"]).toBe(encoding);
      const files = [...plain(page).matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js))"/g)];
      expect(files).toHaveLength(2);
      let bytes = page.content?.length ?? 0;
      for (const [, file = ""] of files) {
        const asset = await get(file, asked);
        expect(asset.headers["cache-control"]).toContain("immutable");
        bytes += asset.content?.length ?? 0;
      }
      console.log(path, encoding, bytes);
      expect(bytes).toBeLessThanOrEqual(40 * 1024);
    }
  },
);

const plain = ({ content = Buffer.of(), headers }: Reply): string =>
  (headers["content-encoding"] === "br" ? brotliDecompressSync : gunzipSync)(content).toString();

test("a page says which language it is in and where it is in the other", async () => {
  const { text: page } = await get(`${base}/cars/${car(0)}`);
  expect(page).toContain('<html lang="en"');
  expect(page).toContain(`hreflang="zh-CN" href="http://${host}/zh-CN/${room.london}/cars/${car(0)}"`);
  expect(page).toContain(`rel="canonical" href="http://${host}${base}/cars/${car(0)}"`);
  const moved = await get(`/${room.london}/cars`, { "accept-language": "zh-CN,zh;q=0.9" });
  expect(moved.headers["location"]).toBe(`/zh-CN/${room.london}/cars`);
});

test("a page names the dealer's sitemap, which has every car in every language and no other dealer", async () => {
  const { text: page } = await get(base);
  const address = /<link rel="sitemap" type="application\/xml" href="([^"]+)"/.exec(page)?.[1] ?? "";
  const { headers, text: map } = await get(address);
  expect(headers["content-type"]).toContain("application/xml");
  const listed = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
  for (const path of ["", "/cars", "/stores", `/cars/${car(0)}`])
    for (const locale of ["en", "zh-CN"])
      expect(listed).toContain(`http://${host}/${locale}/${room.london}${path}`);
  expect(map).not.toContain(room.shanghai);
});

test("structured data names the car and its offer", async () => {
  const { text: page } = await get(`${base}/cars/${car(0)}`);
  const data = JSON.parse(/ld\+json">(.*?)<\/script>/.exec(page)?.[1] ?? "{}") as Record<string, unknown>;
  expect(data).toMatchObject({
    "@type": "Car",
    offers: { "@type": "Offer", priceCurrency: "GBP", availability: "https://schema.org/InStock" },
  });
});

test("an unknown dealer, page or car is a page that says so", async () => {
  for (const path of [
    "/en/no-such-dealer",
    `${base}/nothing`,
    `${base}/cars/veh_nothing`,
    "/assets/none.css",
  ])
    expect((await get(path)).status).toBe(404);
});

test("a form from another site changes nothing", async () => {
  const before = room.world.table().length;
  const form = { name: "Eve", email: "eve@example.com", message: "hello" };
  for (const origin of ["https://evil.example", "null", ""])
    expect((await post(`${base}/enquiry`, form, { origin })).status).toBe(403);
  expect(room.world.table().length).toBe(before);
});

test("an inquiry without a contact is told beside its field, and what was typed stays", async () => {
  const { status, text: page } = await post(`${base}/enquiry`, { message: "Is it blue?", vehicle: car(0) });
  expect(status).toBe(422);
  expect(page).toContain('id="email-wrong"');
  expect(page).toContain("Is it blue?");
  const sent = await post(`${base}/enquiry`, {
    email: "ada@example.com",
    message: "Is it blue?",
    vehicle: car(0),
  });
  expect([sent.status, sent.headers["location"]]).toEqual([303, `${base}/enquiry/thanks`]);
});

test("a buyer signs up, reserves a car once however often they press, pays, and sees it paid", async () => {
  const cookie = await signedIn("buyer@example.com");
  const page = await get(`${base}/cars/${car(2)}/reserve`, cookie);
  expect(page.status).toBe(200);
  const form = { key: keyIn(page), note: "" };
  const placed = await post(`${base}/cars/${car(2)}/reserve`, form, cookie);
  const again = await post(`${base}/cars/${car(2)}/reserve`, form, cookie);
  const order = String(placed.headers["location"]);
  expect(order).toMatch(/\/orders\/ord_\w+$/);
  expect(again.headers["location"]).toBe(order);
  const paying = await post(`${order}/pay`, { key: "press-number-1" }, cookie);
  expect(paying.headers["location"]).toBe(`${order}/payment`);
  expect((await get(`${order}/payment`, cookie)).status).toBe(200);
  room.world.aws.intercept = undefined;
  expect((await post(`${order}/payment`, { outcome: "captured" }, cookie)).headers["location"]).toBe(order);
  await room.world.settle();
  const paid = (await get(order, cookie)).text;
  expect(paid).toContain("Paid: we are preparing your car");
  expect(paid).toContain(`href="${base}/cars/${car(2)}"`);
  expect(paid).toContain("Where to collect it");
  const sold = await get(`${base}/cars/${car(2)}`);
  expect(sold.status).toBe(200);
  expect(sold.text).toContain("This car has been sold");
  expect(sold.text).toContain("schema.org/SoldOut");
  expect(sold.text).not.toContain(`/cars/${car(2)}/reserve`);
});

test("an order that is over says nothing of collecting the car", async () => {
  const cookie = await signedIn("undecided@example.com");
  const placed = await post(`${base}/cars/${car(4)}/reserve`, { key: "undecided-1" }, cookie);
  const order = String(placed.headers["location"]);
  expect((await get(order, cookie)).text).toContain("Where to collect it");
  await post(`${order}/cancel`, { key: "undecided-2" }, cookie);
  expect((await get(order, cookie)).text).not.toContain("Where to collect it");
});

test("who comes second to a car hears so and is shown others", async () => {
  const first = await signedIn("first@example.com");
  const second = await signedIn("second@example.com");
  const late = keyIn(await get(`${base}/cars/${car(3)}/reserve`, second));
  await post(`${base}/cars/${car(3)}/reserve`, { key: "first-press-1" }, first);
  room.world.aws.intercept = undefined;
  await room.world.settle();
  const { status, text: page } = await post(`${base}/cars/${car(3)}/reserve`, { key: late }, second);
  expect(status).toBe(409);
  expect(page).toContain("Somebody was faster");
});

test("an order is nobody's but the buyer's, and nobody signed in is led to sign in and back", async () => {
  const buyer = await signedIn("owner@example.com");
  const other = await signedIn("other@example.com");
  const placed = await post(`${base}/cars/${car(4)}/reserve`, { key: "press-once-1" }, buyer);
  const order = String(placed.headers["location"]);
  expect((await get(order, other)).status).toBe(404);
  expect((await get(order)).headers["location"]).toBe(`${base}/sign-in?back=${encodeURIComponent(order)}`);
  expect((await get(order, buyer)).headers["cache-control"]).toBe("no-store");
});

test("signing in leads nowhere but to a page of this dealer", async () => {
  const email = "back@example.com";
  await signedIn(email);
  for (const back of [
    "https://evil.example/",
    "//evil.example",
    `${base}//evil.example`,
    "/en/shenpu-auto/orders",
    `${base}/../x`,
  ]) {
    const { headers } = await post(`${base}/sign-in`, { email, password, back });
    expect(headers["location"]).toBe(`${base}/orders`);
  }
});

test("the cookie is sealed, out of reach of scripts, and bound to the host over HTTPS", async () => {
  const email = "cookie@example.com";
  await signedIn(email);
  const secure = { "x-forwarded-proto": "https", origin: `https://${host}` };
  const { headers } = await post(`${base}/sign-in`, { email, password }, secure);
  const cookie = String(headers["set-cookie"]);
  expect(cookie).toMatch(/^__Host-session=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  expect(cookie.length).toBeLessThan(4096);
  const changed = { cookie: `${cookie.split(";")[0]?.slice(0, -2)}AA`, ...secure };
  expect((await get(`${base}/orders`, changed)).status).toBe(303);
});

test("the role of the pages may touch what the routes they ask touch, and nothing else", () => {
  const partitions = lending(storefront).flatMap((lent) => lent.partitions);
  for (const other of ["identity", "reporting", "notification", "sandbox"])
    expect(partitions).not.toContain(`*#${other}#*`);
});
