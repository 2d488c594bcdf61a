import { afterAll, beforeAll, expect, test } from "vitest";
import type { BrowserContext } from "playwright-core";
import { until } from "#local/until";
import { wordsIn } from "#web/words/index";
import { type Browser, startBrowser, visitor } from "./browser.ts";
import { type Place, showing, type Showing } from "./showing.ts";
import { expectFitting, expectPictures, lengthen } from "./usable.ts";

let browser: Browser;
let shown: Showing;
beforeAll(async () => {
  browser = await startBrowser();
  shown = await showing();
});
afterAll(async () => {
  await browser?.close();
  shown?.close();
});

const languages = ["en", "zh-CN"] as const;

async function signIn(context: BrowserContext, who: Place["who"], locale: string): Promise<void> {
  await context.clearCookies();
  if (!who) return;
  const [name = "", value = ""] = shown.cookie(who, locale).split("=");
  await context.addCookies([{ name, value, url: shown.url }]);
}

type Visitor = Awaited<ReturnType<typeof visitor>>;

/** Opens a page as whoever may see it. */
async function opens({ page, context, base }: Visitor, place: Place, locale: string): Promise<void> {
  const { name, path, who, status = 200 } = place;
  await signIn(context, who, locale);
  const answer = await page.goto(`${base}/${path}`);
  expect([name, answer?.status()]).toEqual([name, status]);
}

/** Both languages in both themes, and both widths in both. */
const looks = [
  { locale: "en", width: 1280, scripts: true, dark: false },
  { locale: "en", width: 390, scripts: true, dark: true },
  { locale: "zh-CN", width: 1280, scripts: true, dark: true },
  { locale: "zh-CN", width: 390, scripts: true, dark: false },
] as const;

test.each(looks)(
  "every page in every state can be used by everybody: $locale, $width px, dark $dark",
  async (look) => {
    const somebody = await visitor(browser, look, shown.url);
    for (const place of shown.places.get(look.locale) ?? []) {
      await opens(somebody, place, look.locale);
      await somebody.looksAt(place.name);
    }
    await somebody.close();
  },
);

/** Of these a picture is kept: the others are measured. */
const seen = new Set(["front", "cars", "car-held", "compare-four", "enquiry", "order-placed"]);

test.each(languages)(
  "no page is wider than 320 px, also with the longest words and everything unfolded: %s",
  async (locale) => {
    const somebody = await visitor(browser, { locale, width: 320, scripts: true }, shown.url);
    const { page, keeps, close } = somebody;
    for (const place of shown.places.get(locale) ?? []) {
      await opens(somebody, place, locale);
      await page.evaluate(() => {
        for (const folded of document.querySelectorAll("details")) folded.open = true;
      });
      await expectFitting(page);
      await lengthen(page);
      await expectFitting(page);
      if (seen.has(place.name)) await keeps(`longest-${place.name}`);
    }
    await close();
  },
);

test.each(looks)("what goes wrong on our side is told on a page: $locale, $width px", async (look) => {
  const { page, base, looksAt, close } = await visitor(browser, look, shown.url);
  shown.breaks(true);
  const answer = await page.goto(`${base}/stores`);
  shown.breaks(false);
  expect(answer?.status()).toBe(500);
  await looksAt("error");
  await close();
});

test.each(looks)(
  "who loses the connection is told, and keeps what they see: $locale, $width px",
  async (look) => {
    const { page, context, base, looksAt, close } = await visitor(browser, look, shown.url);
    const w = wordsIn(look.locale);
    await page.goto(`${base}/cars`);
    await expectPictures(page);
    expect(await page.getByText(w.offline).isVisible()).toBe(false);
    await context.setOffline(true);
    await page.getByText(w.offline).waitFor();
    await page.getByLabel(w.sort).selectOption("price");
    expect(await page.locator(".card").count()).toBeGreaterThan(10);
    await looksAt("offline");
    await context.setOffline(false);
    await page.getByText(w.offline).waitFor({ state: "hidden" });
    await close();
  },
);

test("what somebody looks at and saves teaches what is shown beside it, and leaves no cookie", async () => {
  const look = { locale: "en", width: 1280, scripts: true } as const;
  const { page, context, base, close } = await visitor(browser, look, shown.url);
  const cars = (shown.stocked.get(shown.london) ?? []).slice(12, 14).map(({ vehicle }) => vehicle);
  const told: string[] = [];
  page.on("response", (answer) => {
    if (answer.url().endsWith("/signals"))
      told.push(`${answer.request().postDataJSON().kind} ${answer.status()}`);
  });
  for (const vehicle of cars) {
    await page.goto(`${base}/cars/${vehicle}`, { waitUntil: "networkidle" });
    if (vehicle === cars[1]) await page.locator(".offer .heart").click();
  }
  await until("Three signals", 10, () => told.length === 3);
  expect(told).toEqual(["view 202", "view 202", "favourite 202"]);
  expect(await context.cookies()).toEqual([]);
  await shown.world.settle();
  await page.goto(`${base}/cars/${cars[0]}`);
  expect(await page.locator(".cards [data-car]").first().getAttribute("data-car")).toBe(cars[1]);
  await close();
});

test("who asks not to be followed is not, and a page without signals is none the worse", async () => {
  const look = { locale: "en", width: 1280, scripts: true } as const;
  const { page, context, base, close } = await visitor(browser, look, shown.url);
  await context.addInitScript(() =>
    Object.defineProperty(navigator, "doNotTrack", { value: "1", configurable: true }),
  );
  const [first, second] = (shown.stocked.get(shown.london) ?? []).slice(14, 16);
  let told = 0;
  await context.route("**/signals", (route) => {
    told += 1;
    return route.fulfill({ status: 503 });
  });
  await page.goto(`${base}/cars/${first?.vehicle}`, { waitUntil: "networkidle" });
  expect(told).toBe(0);
  await context.addInitScript(() => Object.defineProperty(navigator, "doNotTrack", { value: null }));
  await page.goto(`${base}/cars/${second?.vehicle}`, { waitUntil: "networkidle" });
  await page.locator(".offer .heart").click();
  expect(await page.locator(".offer .heart").getAttribute("aria-pressed")).toBe("true");
  await close();
});

test.each(languages)("what strangers type is text, in the address and in a form: %s", async (locale) => {
  const { page, base, close } = await visitor(browser, { locale, width: 390, scripts: true }, shown.url);
  for (const evil of hostile) {
    await page.goto(`${base}/cars?${new URLSearchParams({ q: evil })}`);
    expect(await page.locator("#q").inputValue()).toBe(evil.slice(0, 100).trim());
    await expectFitting(page);
    await page.goto(`${base}/cars?${new URLSearchParams({ brand: evil.slice(0, 60) })}`);
    await expectFitting(page);
    await page.goto(`${base}/enquiry`);
    await page.locator("#name").fill(evil.slice(0, 190));
    await page.locator("#message").fill(evil);
    await page.locator("#email").fill(evil.slice(0, 60));
    await page.locator("form.form button").click();
    await page.locator("#email-wrong").waitFor();
    expect(await page.locator("#message").inputValue()).toBe(evil.slice(0, 4000).trim());
    await expectFitting(page);
  }
  await close();
});

const hostile = [
  `"><script>alert(1)</script><img src=x onerror=alert(2)>`,
  "</textarea></title></script><svg onload=alert(3)>",
  "\u202Egnp.exe \u2066x",
  "W".repeat(10_000),
];

test("a list follows what is typed, keeps the box as it is, and says in its address what was asked", async () => {
  const look = { locale: "en", width: 1280, scripts: true } as const;
  const { page, base, does, interactions, close } = await visitor(browser, look, shown.url);
  await page.goto(`${base}/cars?fuel=diesel`);
  const box = page.getByLabel(wordsIn("en").searchFor);
  await does(() => box.pressSequentially("golf", { delay: 20 }));
  await page.waitForURL(/fuel=diesel.*q=golf|q=golf.*fuel=diesel/);
  await page.locator(".chips").getByText("“golf”").waitFor();
  expect(await box.inputValue()).toBe("golf");
  expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
  for (const name of await page.locator(".card .name").allTextContents()) expect(name).toContain("Golf");
  await page.locator(".chips a").first().click();
  await page.waitForURL((url) => !url.search.includes("golf"));
  expect(await box.inputValue()).toBe("");
  expect(interactions()).toBe(1);
  await close();
});
