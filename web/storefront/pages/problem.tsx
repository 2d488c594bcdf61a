import { render } from "preact-render-to-string";
import { wordsIn } from "#web/words/index";
import { Locale } from "#shared/words";
import { assets } from "../assets.ts";
import type { Incoming } from "../incoming.ts";
import { Empty } from "../parts/fields.tsx";
import type { Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import type { Visit } from "../visit.ts";

/** Says that something is not there or went wrong: in the dealer's frame where there is one. */
export function problemPage(visit: Visit | undefined, incoming: Incoming, status: number): Reply {
  const told = (status in wordsIn("en").problems ? status : 500) as 404 | 403 | 429 | 500;
  if (!visit) {
    const locale = Locale.safeParse(incoming.parts?.[0]).data ?? spoken(incoming);
    const w = wordsIn(locale);
    return { status, content: bare(locale, w.problems[told], w.problemTexts[told]) };
  }
  const { w, to } = visit;
  const body = (
    <div class="wide">
      <Empty heading="h1" title={w.problems[told]} text={w.problemTexts[told]}>
        <a class="button" href={to("cars")}>
          {w.seeAllCars}
        </a>
        <a class="button quiet" href={to()}>
          {w.home}
        </a>
      </Empty>
    </div>
  );
  return show(visit, { title: w.problems[told], body }, { status, kept: false });
}

/** The platform's own address belongs to no dealer. */
export function startPage(incoming: Incoming): Reply {
  const locale = spoken(incoming);
  const w = wordsIn(locale);
  return { content: bare(locale, w.startTitle, w.startText), kept: false };
}

function spoken({ headers }: Incoming): Locale {
  return /^\s*zh/i.test(headers["accept-language"] ?? "") ? "zh-CN" : "en";
}

function bare(locale: Locale, title: string, text: string): string {
  const page = (
    <html lang={locale} data-palette="0">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" type="image/svg+xml" href={assets.icon} />
        <link rel="stylesheet" href={assets.styles} />
      </head>
      <body>
        <main class="wide">
          <div class="empty">
            <img src="/v1/drawings/hatchback-grey.svg" alt="" width="800" height="400" />
            <h1>{title}</h1>
            <p class="muted">{text}</p>
          </div>
        </main>
      </body>
    </html>
  );
  return `<!doctype html>${render(page)}`;
}
