import { locales } from "#web/words/index";
import type { Reply } from "../reply.ts";
import type { Visit } from "../visit.ts";

/** A sitemap has at most 50,000 addresses; this one names the dealer's newest cars and its fixed pages. */
const mostPages = 20;

/** Every page of a dealer that a search engine may know, in each language. */
export async function sitemap({ platform, to, incoming }: Visit): Promise<Reply> {
  const paths = ["", "cars", "stores"];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const list = await platform.cars({ limit: "100", cursor });
    paths.push(...list.data.map(({ vehicle }) => `cars/${vehicle}`));
    cursor = list.next_cursor;
    if (!cursor) break;
  }
  const at = (path: string, locale: (typeof locales)[number]) =>
    escaped(incoming.origin + to(path, {}, locale));
  const entries = paths.flatMap((path) =>
    locales.map((locale) => {
      const others = locales.map(
        (other) => `<xhtml:link rel="alternate" hreflang="${other}" href="${at(path, other)}"/>`,
      );
      return `<url><loc>${at(path, locale)}</loc>${others.join("")}</url>`;
    }),
  );
  return {
    type: "application/xml; charset=utf-8",
    content: `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">${entries.join("\n")}</urlset>`,
    kept: true,
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[<>&"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}
