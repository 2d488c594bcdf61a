import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsIn } from "#web/words/index";
import { type Browser, customerOf, dealers, looks, startBrowser, visitor } from "./browser.ts";
import { stockElectricCars } from "./stock.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
  await Promise.all(Object.values(dealers).map((dealer) => stockElectricCars(dealer, 10)));
});
afterAll(() => browser?.close());

test.each(looks.map((look, index) => ({ ...look, index })))(
  "somebody finds an electric car under a price, compares two, reserves one and pays: $locale, $width px, scripts $scripts",
  async ({ index, ...look }) => {
    const { page, base, does, interactions, looksAt, close } = await visitor(browser, look);
    const w = wordsIn(look.locale);
    await page.goto(base);
    await looksAt("home");
    await does(() => page.getByLabel(w.fuel).selectOption("electric"));
    await does(() => page.getByLabel(w.priceTo).selectOption({ index: 6 }));
    await does(() => page.getByRole("button", { name: w.heroSearch }).click());
    await page.waitForURL(/\/cars\?/);
    await looksAt("list");
    for (const nth of [0, 1]) await does(() => page.locator(".card input[type=checkbox]").nth(nth).check());
    await does(() => page.getByRole("button", { name: w.compareChosen }).click());
    await page.waitForURL(/\/compare\?/);
    await looksAt("compare");
    await does(() => page.locator(".comparison thead .button").first().click());
    await page.waitForURL(/\/sign-in/);
    await looksAt("sign-in");
    const { email, password } = customerOf(dealers[look.locale], 10 + (index % 4));
    await does(() => page.getByLabel(w.email).fill(email));
    await does(() => page.getByLabel(w.password).fill(password));
    await does(() => page.getByRole("button", { name: w.signIn }).click());
    await page.waitForURL(/\/reserve$/);
    await looksAt("reserve");
    await does(() => page.getByRole("button", { name: w.orderNow }).click());
    await page.waitForURL(/\/orders\/ord_/);
    await looksAt("order-placed");
    await does(() => page.locator("form[action$='/pay'] button").click());
    await page.waitForURL(/\/payment$/);
    await looksAt("payment");
    await does(() => page.getByRole("button", { name: w.sandboxPay }).click());
    await page.waitForURL(/\/orders\/ord_\w+$/);
    // With scripts the page looks for news by itself; without, whoever waits loads it again.
    await expect
      .poll(
        async () => {
          if (!look.scripts) await page.reload();
          return page.getByText(w.states.paid).count();
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBeGreaterThan(0);
    await looksAt("order-paid");
    expect(interactions()).toBeLessThanOrEqual(14);
    await close();
  },
);
