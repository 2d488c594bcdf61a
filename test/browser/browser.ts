import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Locale } from "#shared/words";

export const dealers = { en: "harrow-vale", "zh-CN": "shenpu-auto" } as const satisfies Record<
  Locale,
  string
>;
export type Look = {
  readonly locale: Locale;
  readonly width: number;
  readonly scripts: boolean;
  readonly dark?: boolean;
};

/** Every way in which a journey is walked. */
export const looks: readonly Look[] = (["en", "zh-CN"] as const).flatMap((locale) =>
  [1280, 390].flatMap((width) => [true, false].map((scripts) => ({ locale, width, scripts }))),
);

const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const screens = join(import.meta.dirname, "../../reports/screens");

/** @throws Error that says how to install the browser. */
export async function startBrowser(): Promise<Browser> {
  if (!existsSync(program))
    throw new Error(
      `No browser at ${program}. Install it: apt-get install -y chromium fonts-noto-cjk. Or say where one is: CHROMIUM=/path/to/chromium npm run test:browser`,
    );
  mkdirSync(screens, { recursive: true });
  return chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
}

/** A visitor with a browser of their own. What goes wrong on their pages is kept and fails `close`. */
export async function visitor(browser: Browser, look: Look) {
  const { locale, width, scripts, dark = false } = look;
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    javaScriptEnabled: scripts,
    colorScheme: dark ? "dark" : "light",
    locale,
  });
  const page = await context.newPage();
  const wrong = watched(page);
  let interactions = 0;
  return {
    page,
    context,
    base: `${inject("cloud").api}/${locale}/${dealers[locale]}`,
    /** Something a person does, counted. */
    async does(what: () => Promise<unknown>): Promise<void> {
      interactions += 1;
      await what();
    },
    interactions: () => interactions,
    /** Keeps what is seen, and holds it to what everybody must be able to use. */
    async looksAt(name: string): Promise<void> {
      await isUsable(page, scripts);
      const file = [name, locale, width, ...(scripts ? [] : ["no-scripts"]), ...(dark ? ["dark"] : [])].join(
        "-",
      );
      await page.screenshot({ path: join(screens, `${file}.png`), fullPage: true });
    },
    async close(): Promise<void> {
      await context.close();
      expect(wrong).toEqual([]);
    },
  };
}

/** Console errors, exceptions, and requests to anybody else. */
function watched(page: Page): string[] {
  const wrong: string[] = [];
  const { origin } = new URL(inject("cloud").api);
  page.on("console", (message) => {
    if (message.type() === "error" && !/the server responded with a status of 4\d\d/.test(message.text()))
      wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && new URL(request.url()).origin !== origin)
      wrong.push(request.url());
  });
  return wrong;
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function isUsable(page: Page, scripts: boolean): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, `${page.url()} is wider than its window`).toBeLessThanOrEqual(0);
  // axe is a script itself.
  if (!scripts) return;
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  expect(violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** A customer of the seed's, with the demo's password. */
export function customerOf(dealer: string, which: number): { email: string; password: string } {
  const found = inject("cloud").people.filter((each) => each.dealer === dealer && each.role === "customer")[
    which
  ];
  if (!found) throw new Error(`${dealer} has no customer ${which}.`);
  return found;
}

export type { Browser, BrowserContext };
