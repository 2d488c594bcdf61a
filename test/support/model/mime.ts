/** The parts of a mail that a reader sees. Header names are in lower case, values decoded. */
export type MailContent = {
  subject: string;
  text: string | undefined;
  html: string | undefined;
  headers: Record<string, string>;
};

/** Reads a raw mail: folded headers, encoded words, nested multiparts, base64 and quoted-printable (RFC 2045-2047). */
export function parseMime(raw: Buffer): MailContent {
  const part = split(raw.toString("latin1"));
  const found: { text?: string; html?: string } = {};
  collect(part, found);
  return {
    subject: part.headers["subject"] ?? "",
    text: found.text,
    html: found.html,
    headers: part.headers,
  };
}

type Part = { headers: Record<string, string>; body: string };

function split(source: string): Part {
  const end = /\r?\n\r?\n/u.exec(source);
  const head = end ? source.slice(0, end.index) : source;
  const headers: Record<string, string> = {};
  for (const line of head.replace(/\r?\n[ \t]+/gu, " ").split(/\r?\n/u)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  return { headers, body: end ? source.slice(end.index + end[0].length) : "" };
}

function collect(part: Part, found: { text?: string; html?: string }): void {
  const type = part.headers["content-type"] ?? "text/plain";
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/isu.exec(type)?.[1];
  if (boundary !== undefined) {
    for (const piece of part.body.split(`--${boundary}`).slice(1))
      if (!piece.startsWith("--")) collect(split(piece.replace(/^\r?\n/u, "").replace(/\r?\n$/u, "")), found);
  } else if (/^text\/html/iu.test(type)) found.html ??= decodeBody(part);
  else if (/^text\/plain/iu.test(type)) found.text ??= decodeBody(part);
}

function decodeBody({ headers, body }: Part): string {
  const encoding = (headers["content-transfer-encoding"] ?? "").toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  const bytes = encoding === "quoted-printable" ? unquote(body.replace(/=\r?\n/gu, "")) : body;
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** `=?utf-8?B?…?=` and `=?utf-8?Q?…?=`; white space between two encoded words is none. */
function decodeWords(value: string): string {
  const text = Buffer.from(value, "latin1").toString("utf8");
  return text
    .replace(/\?=\s+=\?/gu, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/giu, (_all, kind: string, word: string) => {
      const bytes =
        kind.toLowerCase() === "b"
          ? Buffer.from(word, "base64")
          : Buffer.from(unquote(word.replaceAll("_", " ")), "latin1");
      return bytes.toString("utf8");
    });
}

function unquote(text: string): string {
  return text.replace(/=([\dA-F]{2})/giu, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
