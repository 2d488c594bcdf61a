import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsIn } from "#web/words/index";
import { type Browser, looks, startBrowser, visitor } from "./browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

test.each(looks)(
  "a visitor looks around, works out payments, asks about a car and is thanked: $locale, $width px, scripts $scripts",
  async (look) => {
    const { page, base, looksAt, close } = await visitor(browser, look);
    const w = wordsIn(look.locale);
    await page.goto(`${base}/cars`);
    if (look.width < 600) await page.locator(".filters > summary").click();
    await page.locator(".facet").first().click();
    await page.waitForURL(/fuel=/);
    await page.locator(".chips a").first().waitFor();
    await looksAt("list-filtered");
    await page.locator(".card .name a").first().click();
    await page.waitForURL(/\/cars\/veh_/);
    await page.locator("#finance-months").fill("24");
    await page.getByRole("button", { name: w.calculate }).click();
    await page.waitForURL(/months=24/);
    await page.locator(".schedule summary").click();
    expect(await page.locator(".schedule tbody tr").count()).toBe(24);
    await looksAt("car");
    await page.getByRole("link", { name: w.askAboutCar }).click();
    await page.waitForURL(/\/enquiry\?/);
    await page.getByRole("button", { name: w.send }).click();
    await page.locator("#email-wrong").waitFor();
    await looksAt("enquiry-wrong");
    await page.getByLabel(w.email).fill("visitor@example.com");
    await page.getByRole("button", { name: w.send }).click();
    await page.waitForURL(/\/thanks$/);
    await looksAt("thanks");
    await close();
  },
);

test("a heart is remembered by the browser, and the page of favourites shows the car", async () => {
  const { page, base, looksAt, close } = await visitor(browser, { locale: "en", width: 390, scripts: true });
  await page.goto(`${base}/cars`);
  const name = await page.locator(".card .name").first().textContent();
  await page.locator(".card .heart").first().click();
  await page.goto(`${base}/favourites`);
  await page.locator(".card .name").first().waitFor();
  expect(await page.locator(".card .name").first().textContent()).toBe(name);
  await looksAt("favourites-kept");
  await close();
});

test("without scripts there is no heart that does nothing", async () => {
  const { page, base, close } = await visitor(browser, { locale: "en", width: 390, scripts: false });
  await page.goto(`${base}/cars`);
  expect(await page.locator(".heart").first().isVisible()).toBe(false);
  await close();
});

test("a page and all it loads are at most 40 KB, pictures aside", async () => {
  const { page, base, close } = await visitor(browser, { locale: "en", width: 390, scripts: true });
  for (const path of ["", "/cars"]) {
    let bytes = 0;
    const count = async (response: {
      request(): { resourceType(): string; sizes(): Promise<{ responseBodySize: number }> };
    }) => {
      const request = response.request();
      if (request.resourceType() !== "image") bytes += (await request.sizes()).responseBodySize;
    };
    const counting: Promise<void>[] = [];
    const listen = (response: Parameters<typeof count>[0]) => void counting.push(count(response));
    page.on("response", listen);
    await page.goto(base + path, { waitUntil: "networkidle" });
    page.off("response", listen);
    await Promise.all(counting);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(40 * 1024);
  }
  await close();
});
