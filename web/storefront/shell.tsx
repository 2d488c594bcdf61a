import type { ComponentChildren } from "preact";
import { render } from "preact-render-to-string";
import { now } from "#shared/time";
import { locales, wordsIn } from "#web/words/index";
import { assets } from "./assets.ts";
import { paletteOf } from "./palettes.ts";
import { Hanzi, Icon } from "./parts/icons.tsx";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

/** A page inside the dealer's frame. */
export type View = {
  readonly title: string;
  readonly description?: string;
  readonly body: ComponentChildren;
  /** The path below the dealer's, where the page has one address of its own that may be found by search engines. */
  readonly path?: string;
  readonly image?: string | undefined;
  /** Structured data for search engines. */
  readonly facts?: object;
  /** Seconds after which a browser without scripts loads the page again. */
  readonly again?: number | undefined;
  readonly current?: "cars" | "stores" | "favourites" | "orders";
};

/** Answers with a page. What has a `path` is alike for everybody and may be kept; all else is somebody's own. */
export function show(visit: Visit, view: View, reply: Reply = {}): Reply {
  const kept = view.path !== undefined;
  // NUL is an error in HTML; somebody may have typed it.
  const page = render(<Document visit={visit} view={view} />).replaceAll("\0", "\uFFFD");
  return { content: `<!doctype html>${page}`, kept, ...reply };
}

function Document({ visit, view }: { visit: Visit; view: View }) {
  const { locale, dealer, w } = visit;
  return (
    <html lang={locale} data-palette={paletteOf(dealer.dealer)}>
      <Head visit={visit} view={view} />
      <body>
        <a class="skip" href="#content">
          {w.skipToContent}
        </a>
        <Header visit={visit} view={view} />
        <p class="notice bad offline" role="status" data-offline hidden>
          {w.offline}
        </p>
        <main id="content" tabIndex={-1}>
          {view.body}
        </main>
        <Footer visit={visit} />
      </body>
    </html>
  );
}

function Head({ visit, view }: { visit: Visit; view: View }) {
  const { dealer, incoming, to, locale } = visit;
  const at = (path: string) => incoming.origin + path;
  const title = view.title === dealer.name ? view.title : `${view.title} · ${dealer.name}`;
  const address = view.path === undefined ? undefined : at(to(view.path));
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      {view.description && <meta name="description" content={view.description} />}
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" type="image/svg+xml" href={assets.icon} />
      <link rel="stylesheet" href={assets.styles} />
      <script src={assets.script} defer />
      {view.again && (
        <noscript>
          <meta http-equiv="refresh" content={String(view.again)} />
        </noscript>
      )}
      {address === undefined ? (
        <meta name="robots" content="noindex" />
      ) : (
        <>
          <link rel="canonical" href={address} />
          {/* Not in robots.txt, which is the whole platform's and would tell everybody who its dealers are. */}
          <link rel="sitemap" type="application/xml" href={to("sitemap.xml")} />
          {locales.map((other) => (
            <link key={other} rel="alternate" hreflang={other} href={at(to(view.path, {}, other))} />
          ))}
          <link rel="alternate" hreflang="x-default" href={at(to(view.path, {}, dealer.locale))} />
          <meta property="og:type" content="website" />
          <meta property="og:site_name" content={dealer.name} />
          <meta property="og:title" content={view.title} />
          {view.description && <meta property="og:description" content={view.description} />}
          <meta property="og:url" content={address} />
          <meta property="og:locale" content={locale.replace("-", "_")} />
          {view.image && <meta property="og:image" content={new URL(view.image, incoming.origin).href} />}
        </>
      )}
      {view.facts && (
        <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: dataText(view.facts) }} />
      )}
    </head>
  );
}

/** JSON that cannot end the element it stands in, whatever somebody has typed. */
export function dataText(facts: object): string {
  return JSON.stringify(facts).replaceAll("<", String.raw`\u003c`);
}

function Header({ visit, view }: { visit: Visit; view: View }) {
  const { dealer, w, to } = visit;
  const entries = [
    { name: "cars", href: to("cars"), text: w.cars },
    { name: "stores", href: to("stores"), text: w.stores },
    { name: "favourites", href: to("favourites"), text: w.favourites },
    { name: "orders", href: to("orders"), text: w.myOrders },
  ];
  return (
    <header class="top">
      <div class="wide bar">
        <a class="mark" href={to()}>
          <span class="monogram" aria-hidden="true">
            {Array.from(dealer.name)[0]}
          </span>
          <span>{dealer.name}</span>
        </a>
        <nav class="menu" aria-label={w.menu}>
          {entries.map(({ name, href, text }) => (
            <a
              key={name}
              href={href}
              class={name === "favourites" ? "scripted" : undefined}
              aria-current={view.current === name ? "page" : undefined}
            >
              {text}
            </a>
          ))}
        </nav>
        <Languages visit={visit} />
      </div>
    </header>
  );
}

/** The same page in the other language. */
function Languages({ visit }: { visit: Visit }) {
  const { incoming, locale } = visit;
  const [other = locale] = locales.filter((each) => each !== locale);
  const { query, path } = incoming;
  const search = query.toString();
  const rest = path.replace(/^\/[^/]+/, "");
  const here = incoming.method === "GET" ? rest + (search ? `?${search}` : "") : `/${visit.dealer.dealer}`;
  const name = wordsIn(other).language;
  return (
    <a class="language" href={`/${other}${here}`} lang={other} hreflang={other} aria-label={name}>
      <Icon name="globe" />
      {other === "zh-CN" ? <Hanzi /> : name}
    </a>
  );
}

function Footer({ visit }: { visit: Visit }) {
  const { dealer, w, to } = visit;
  const { phone, email } = dealer.contact;
  return (
    <footer class="bottom">
      <div class="wide columns">
        <p class="mark">
          <span class="monogram" aria-hidden="true">
            {Array.from(dealer.name)[0]}
          </span>
          <span>{dealer.name}</span>
        </p>
        <ul class="plain">
          <li>
            <a href={to("cars")}>{w.cars}</a>
          </li>
          <li>
            <a href={to("stores")}>{w.stores}</a>
          </li>
          <li>
            <a href={to("enquiry")}>{w.enquiry}</a>
          </li>
        </ul>
        <ul class="plain">
          {phone && (
            <li>
              <a href={`tel:${phone}`} aria-label={`${w.callUs}: ${phone}`}>
                {phone}
              </a>
            </li>
          )}
          {email && (
            <li>
              <a href={`mailto:${email}`} aria-label={`${w.writeToUs}: ${email}`}>
                {email}
              </a>
            </li>
          )}
        </ul>
        <p class="muted">{w.allRights(dealer.name, new Date(now()).getUTCFullYear())}</p>
      </div>
    </footer>
  );
}
