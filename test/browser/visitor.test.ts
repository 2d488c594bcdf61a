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

test("whatever page is opened first, all it loads is at most 40 KB, pictures aside", async () => {
  const look = { locale: "en", width: 390, scripts: true } as const;
  const { page, base, close } = await visitor(browser, look);
  await page.goto(`${base}/cars`);
  const car = await page.locator(".card .name a").first().getAttribute("href");
  await close();
  for (const address of [base, `${base}/cars`, new URL(car ?? "", base).href]) {
    const newcomer = await visitor(browser, look);
    const counting: Promise<number>[] = [];
    newcomer.page.on("response", (response) => {
      const request = response.request();
      if (request.resourceType() !== "image")
        counting.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await newcomer.page.goto(address, { waitUntil: "networkidle" });
    const bytes = (await Promise.all(counting)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(5000);
    expect(bytes).toBeLessThanOrEqual(40 * 1024);
    await newcomer.close();
  }
});
