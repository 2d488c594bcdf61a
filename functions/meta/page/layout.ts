import { createHash } from "node:crypto";
import type { Document } from "#shared/http";
import type { Locale } from "#shared/words";
import { type Html, html, prose } from "./html.ts";
import { style } from "./style.ts";
import { words } from "./words.ts";

type Page = {
  readonly lang: Locale;
  /** The address under /v1, for the switch of language. */
  readonly path: "docs" | "docs/events";
  readonly title: string;
  readonly intro: string;
  readonly contents: Html;
  readonly main: Html;
};

/** A page that needs nothing but itself: no script, no font, no picture, no other request. */
export function page({ lang, path, title, intro, contents, main }: Page): Document {
  const w = words[lang];
  const other: Locale = lang === "en" ? "zh-CN" : "en";
  const { markup } = html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Forecourt</title>
        ${sheet}
      </head>
      <body>
        <header>
          <p class="brand">Forecourt</p>
          <nav class="pages">
            ${tab("docs", w.contract, path, lang)} ${tab("docs/events", w.events, path, lang)}
            <a href="/v1/${path}?lang=${other}" lang="${other}" hreflang="${other}">${w.otherLanguage}</a>
          </nav>
        </header>
        <div class="columns">
          <details class="contents" open>
            <summary>${w.contents}</summary>
            <nav>${contents}</nav>
          </details>
          <main>
            <h1>${title}</h1>
            <p class="intro">${prose(intro)} ${w.englishOnly}</p>
            ${main}
          </main>
        </div>
      </body>
    </html> `;
  return { content: markup, headers: { "content-security-policy": policy } };
}

function tab(to: Page["path"], label: string, path: Page["path"], lang: Locale): Html {
  const here = to === path ? html` aria-current="page"` : undefined;
  return html`<a href="/v1/${to}?lang=${lang}" ${here}>${label}</a>`;
}

/** Byte for byte what the policy allows: no formatter may put a space into it. */
const sheet: Html = { markup: `<style>${style}</style>` };

/** Nothing may be loaded, run or sent; the one style sheet is allowed by its digest. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
