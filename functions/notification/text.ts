/** Control characters, line and paragraph separators, and the marks that turn the direction of writing around. */
const unseen = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One line of text for a header or a label: nobody's name can begin a new header.
 *
 * @example oneLine("Ada\r\nBcc: everyone@example.com") // "Ada Bcc: everyone@example.com"
 */
export function oneLine(text: string, most = 200): string {
  const line = text.replace(unseen, " ").replace(/\s+/gu, " ").trim();
  // By code points: half a surrogate pair is not text.
  const letters = Array.from(line);
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join("")}…`;
}

/** Text of several lines: their ends stay, other control characters go. */
export function severalLines(text: string): string {
  return text
    .split(/\r\n|[\r\n]/u)
    .map((line) => oneLine(line, 4000))
    .join("\n")
    .trim();
}

/** @example escapeHtml("<b>") // "&lt;b&gt;" */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0)};`);
}

/**
 * A name as a greeting may repeat it: only letters and what joins them. A form is open to everyone, and must
 * not mail somebody's advertisement in our name.
 *
 * @example greetable("Ada Byron") // "Ada Byron"; greetable("win at example.com") // undefined
 */
export function greetable(name: string | undefined): string | undefined {
  const line = oneLine(name ?? "", 60);
  return /^[\p{L}\p{M}][\p{L}\p{M}'’·・-]*( [\p{L}\p{M}'’·・-]+\.?){0,4}$/u.test(line) ? line : undefined;
}
