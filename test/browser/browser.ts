import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Locale } from "#shared/words";
import { program } from "./program.ts";
import { expectUsable } from "./usable.ts";

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

const screens = join(import.meta.dirname, "../../reports/screens");

export async function startBrowser(): Promise<Browser> {
  mkdirSync(screens, { recursive: true });
  return chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
}

/**
 * A visitor with a browser of their own. What goes wrong on their pages is kept and fails `close`.
 * `api`: where the pages are, if not on the local cloud.
 */
export async function visitor(browser: Browser, look: Look, api = inject("cloud").api) {
  const { locale, width, scripts, dark = false } = look;
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    javaScriptEnabled: scripts,
    colorScheme: dark ? "dark" : "light",
    locale,
  });
  const page = await context.newPage();
  const wrong = watched(page, new URL(api).origin);
  let interactions = 0;
  const keep = async (name: string): Promise<void> => {
    const file = [name, locale, width, ...(scripts ? [] : ["no-scripts"]), ...(dark ? ["dark"] : [])];
    await page.screenshot({ path: join(screens, `${file.join("-")}.png`), fullPage: true });
  };
  return {
    page,
    context,
    base: `${api}/${locale}/${dealers[locale]}`,
    /** Something a person does, counted. */
    async does(what: () => Promise<unknown>): Promise<void> {
      interactions += 1;
      await what();
    },
    interactions: () => interactions,
    /** Keeps what is seen. */
    keeps: keep,
    /** Keeps what is seen, and holds it to what everybody must be able to use. */
    async looksAt(name: string): Promise<void> {
      await expectUsable(page, look);
      await keep(name);
    },
    async close(): Promise<void> {
      await context.close();
      expect(wrong).toEqual([]);
    },
  };
}

/** A page that says what went wrong is answered with that status; without a connection nothing is loaded. */
const expected = /the server responded with a status of [45]\d\d|ERR_INTERNET_DISCONNECTED/;

/** Console errors, exceptions, dialogs, and requests to anybody else. */
function watched(page: Page, origin: string): string[] {
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !expected.test(message.text())) wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => {
    wrong.push(`A dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && new URL(request.url()).origin !== origin)
      wrong.push(request.url());
  });
  return wrong;
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
