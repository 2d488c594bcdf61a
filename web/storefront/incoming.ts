import type { Event } from "#shared/serve";

/** A request for a page, as values. */
export type Incoming = {
  readonly method: string;
  /** Decoded parts of the path, without empty ones; undefined where it cannot be decoded. */
  readonly parts: readonly string[] | undefined;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: ReadonlyMap<string, string>;
  /** Scheme and host, as the reader's browser knows them. */
  readonly origin: string;
};

/** The longest form that is read; the longest that is sent here has some 6,000 letters. */
const mostFormBytes = 64 * 1024;

export function incomingOf(event: Event): Incoming {
  const headers = Object.fromEntries(
    Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  );
  const query = new URLSearchParams(event.rawQueryString);
  const path = homeward(event.rawPath, query);
  return {
    method: event.requestContext.http.method,
    parts: partsOf(path),
    path,
    query,
    form: formOf(event, headers["content-type"] ?? ""),
    headers,
    cookies: cookiesOf(event.cookies ?? headers["cookie"]?.split(";") ?? []),
    origin: originOf(headers),
  };
}

/**
 * Whether a form was sent by one of our own pages. Every browser names the origin of an unsafe request; one that
 * does not is refused.
 */
export function isOurs({ headers, origin }: Incoming): boolean {
  return headers["origin"] === origin;
}

/** From the sign-in pages everybody comes back to one address; `state` begins with whose pages they were on. */
function homeward(path: string, query: URLSearchParams): string {
  if (path !== "/signed-in") return path;
  const [, locale, dealer] = /^(en|zh-CN)\.([a-z][a-z0-9-]{2,39})\./.exec(query.get("state") ?? "") ?? [];
  return locale && dealer ? `/${locale}/${dealer}${path}` : path;
}

function partsOf(path: string): string[] | undefined {
  try {
    return path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function formOf({ body = "", isBase64Encoded }: Event, type: string): URLSearchParams {
  if (!type.startsWith("application/x-www-form-urlencoded")) return new URLSearchParams();
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
  return new URLSearchParams(text.length > mostFormBytes ? "" : text);
}

/** The local engine has no `cookies` and joins headers; API Gateway has `cookies` and no such header. */
function cookiesOf(pairs: readonly string[]): Map<string, string> {
  return new Map(
    pairs.map((pair): [string, string] => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name, value.join("=")];
    }),
  );
}

/**
 * Behind the edge the host is the API's own: the edge says which one the reader asked for, and calls that went
 * around it are refused.
 */
function originOf(headers: Record<string, string>): string {
  const edge = process.env["ORIGIN_SECRET_ARN"] ? headers["x-viewer-host"] : undefined;
  if (edge) return `https://${edge}`;
  return `${headers["x-forwarded-proto"]?.split(",")[0] ?? "http"}://${headers["host"] ?? ""}`;
}
