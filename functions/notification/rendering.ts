import type { Locale } from "#shared/words";
import { lettersIn } from "#web/words/letters/index";
import type { Letter } from "./letter.ts";
import { escapeHtml, greetable, oneLine, severalLines } from "./text.ts";

export type Rendered = { readonly subject: string; readonly text: string; readonly html: string };
export type Frame = {
  readonly locale: Locale;
  readonly dealer: string;
  readonly name?: string | undefined;
  /** Where the link of the letter leads; none without a public address. */
  readonly url?: string | undefined;
};

/** The letter as a mail: plain text, and the same words as simple HTML that any reader can make sense of. */
export function render(letter: Letter, frame: Frame): Rendered {
  const w = lettersIn(frame.locale);
  const dealer = oneLine(frame.dealer);
  const said = {
    ...cleaned(letter),
    greeting: w.greeting(greetable(frame.name)),
    closing: w.closing(dealer),
    footer: w.footer(dealer),
  };
  return { subject: said.subject, text: textOf(said, frame), html: htmlOf(said, frame) };
}

type Said = Letter & { readonly greeting: string; readonly closing: string; readonly footer: string };

function cleaned({ subject, news, facts, quote, next, link }: Letter): Letter {
  return {
    subject: oneLine(subject, 150),
    news: oneLine(news, 1000),
    facts: facts.map(([label, value]) => [oneLine(label), oneLine(value)]),
    quote: quote && severalLines(quote),
    next: next.map((sentence) => oneLine(sentence, 1000)),
    link: oneLine(link),
  };
}

function textOf(
  { greeting, news, facts, quote, next, link, closing, footer }: Said,
  { url, locale }: Frame,
): string {
  const { labelled } = lettersIn(locale);
  const parts = [
    greeting,
    news,
    facts.map(([label, value]) => labelled(label, value)).join("\n"),
    quote?.replace(/^/gmu, "> "),
    ...next,
    ...(url ? [labelled(link, url)] : []),
    closing,
    `-- \n${footer}`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function htmlOf(
  { subject, greeting, news, facts, quote, next, link, closing, footer }: Said,
  { url, locale }: Frame,
): string {
  const paragraph = (words: string): string => `<p>${escapeHtml(words)}</p>`;
  const row = ([label, value]: readonly [string, string]): string =>
    `<tr><th scope="row" style="${styles.label}">${escapeHtml(label)}</th><td style="${styles.value}">${escapeHtml(value)}</td></tr>`;
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="${styles.body}"><main><h1 style="${styles.heading}">${escapeHtml(subject)}</h1>`,
    paragraph(greeting),
    paragraph(news),
    facts.length > 0
      ? `<table style="${styles.table}"><tbody>${facts.map(row).join("")}</tbody></table>`
      : "",
    quote ? `<blockquote style="${styles.quote}">${escapeHtml(quote)}</blockquote>` : "",
    ...next.map(paragraph),
    url ? `<p><a href="${escapeHtml(url)}" style="${styles.link}">${escapeHtml(link)}</a></p>` : "",
    paragraph(closing),
    `<hr style="${styles.rule}"><p style="${styles.footer}">${escapeHtml(footer)}</p></main></body></html>`,
  ].join("\n");
}

/** Inline, because mail programs drop style sheets. Contrast is at least 7:1 on white. */
const styles = {
  body: "margin:0 auto;max-width:36rem;padding:1.5rem;background:#fff;color:#1a1a1a;font:1rem/1.5 system-ui,sans-serif",
  heading: "font-size:1.25rem;line-height:1.3",
  table: "border-collapse:collapse;width:100%",
  label: "padding:.35rem 1rem .35rem 0;text-align:left;vertical-align:top;font-weight:600",
  value: "padding:.35rem 0;vertical-align:top",
  quote: "margin:1rem 0;padding:.25rem 1rem;border-left:3px solid #767676;white-space:pre-line",
  link: "color:#0b4a8f",
  rule: "border:0;border-top:1px solid #767676",
  footer: "color:#4a4a4a;font-size:.875rem",
} as const;
