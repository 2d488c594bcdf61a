/** Markup that may stand in a page as it is. */
export type Html = { readonly markup: string };
type Part = string | number | undefined | false | Html | readonly Html[];

/**
 * A piece of a page. What is put in is text and is escaped, unless it is markup already.
 *
 * @example html`<h1>${"Tom & Jerry"}</h1>` // <h1>Tom &amp; Jerry</h1>
 */
export function html(fixed: TemplateStringsArray, ...parts: Part[]): Html {
  return { markup: fixed.map((text, index) => text + written(parts[index])).join("") };
}

/** Text in which `code` stands between back-ticks. */
export function prose(text: string): readonly Html[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

/** Markup that is put between others. */
export function joined(parts: readonly Html[], between: string): Html[] {
  return parts.map((part, index) => (index === 0 ? part : html`${between}${part}`));
}

function written(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "object")
    return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
  return String(part).replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

const signs: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
