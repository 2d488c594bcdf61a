import * as z from "zod/mini";
import type { Route } from "#shared/http";
import { sample } from "../sim/sample.ts";
import type { Request } from "../stories.ts";

export type Oversize = { readonly name: string; readonly asked: Request };

/** Longer than any text the platform takes, shorter than the largest body. */
const text = "x".repeat(100_000);

/** Every part of a request, one at a time, larger than anybody needs. */
export function oversize(asked: Request, route: Route): Oversize[] {
  if (asked.method === "GET" || route.who === "provider")
    return [...paths(asked), ...queries(asked, route), ...whole(asked, route)];
  return [
    ...paths(asked),
    ...queries(asked, route),
    ...whole(asked, route),
    ...leaves(asked),
    ...optional(asked, route),
    ...keys(asked, route),
  ];
}

/** A part of the path that a parameter stands for. */
function paths(asked: Request): Oversize[] {
  const template = (asked.key.split(" ")[1] ?? "").split("/");
  const [path = "", query] = asked.path.split("?");
  return template.flatMap((part, at) => {
    if (!/^\{\w+\}$/.test(part)) return [];
    return [81, 200, 5_000].map((size) => {
      const parts = path.split("/");
      parts[at] = "a".repeat(size);
      const long = parts.join("/");
      return {
        name: `${part} of ${size} letters`,
        asked: { ...asked, path: query === undefined ? long : `${long}?${query}` },
      };
    });
  });
}

function queries(asked: Request, { query }: Route): Oversize[] {
  const [path = ""] = asked.path.split("?");
  const named = Object.keys(query?.shape ?? {}).map(
    (name) => [name, `${name}=${text.slice(0, 6_000)}`] as const,
  );
  const limits = query && "limit" in query.shape ? ["0", "101", "1e3", "-1", "9".repeat(17)] : [];
  const all = [
    ...named,
    ...limits.map((limit) => [`limit ${limit}`, `limit=${limit}`] as const),
    ["a thousand parameters", Array.from({ length: 1_000 }, (_, at) => `p${at}=1`).join("&")] as const,
    ["an unknown parameter", "no_such_parameter=1"] as const,
    ...(limits.length > 0 ? [["limit twice", "limit=1&limit=1"] as const] : spans(query)),
  ];
  return all.map(([name, search]) => ({
    name: `query: ${name}`,
    asked: { ...asked, path: `${path}?${search}` },
  }));
}

/** What is not cut into pages has to end somewhere. */
function spans(query: Route["query"]): (readonly [string, string])[] {
  if (!query || !("from" in query.shape && "to" in query.shape)) return [];
  return [
    ["a span of two hundred years", "from=1900-01-01&to=2099-12-31"],
    ["a span that ends before it begins", "from=2026-11-25&to=2026-11-24"],
  ];
}

function whole(asked: Request, route: Route): Oversize[] {
  const { body } = route;
  if (asked.method === "GET" || asked.method === "DELETE") return [];
  const large = JSON.stringify({ ...(asked.body as object), padding: "x".repeat(300_000) });
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`f${at}`, 1])));
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const bodies: [string, string][] = [["a body of 300 KB", large]];
  if (body)
    bodies.push(
      ["20,000 fields", many],
      ["50,000 lists in each other", deep],
      ["a list", "[]"],
      ["null", "null"],
    );
  const told = { ...asked, headers: { ...asked.headers, "content-type": "text/plain" } };
  return [
    ...bodies.map(([name, sent]) => ({ name, asked: { ...asked, body: sent } })),
    // A form of another site can send this without being asked whether it may.
    ...(body ? [{ name: "a body that is said to be plain text", asked: told }] : []),
    ...(body || route.who === "provider"
      ? []
      : [{ name: "a body where none is taken", asked: { ...asked, body: '{"surplus":1}' } }]),
  ];
}

/** Each value in the body: texts too long, numbers too large, lists of very many. */
function leaves(asked: Request): Oversize[] {
  return leavesOf(asked.body).flatMap(({ path, value }) =>
    larger(value).map(([name, put]) => ({
      name: `${path.join(".")}: ${name}`,
      asked: { ...asked, body: replaced(asked.body, path, put) },
    })),
  );
}

/** What the body may name and does not, one field at a time. */
function optional(asked: Request, { body }: Route): Oversize[] {
  if (!(body instanceof z.ZodMiniObject) || typeof asked.body !== "object" || asked.body === null) return [];
  const named = new Set(Object.keys(asked.body));
  return Object.entries(body.shape).flatMap(([name, schema]) =>
    named.has(name)
      ? []
      : larger(sample(schema as z.ZodMiniType)).map(([size, put]) => ({
          name: `${name}: ${size}`,
          asked: { ...asked, body: { ...(asked.body as object), [name]: put } },
        })),
  );
}

function larger(value: unknown): [string, unknown][] {
  if (typeof value === "string") return [["100,000 letters", text]];
  if (typeof value === "number")
    return [
      ["1e300", 1e300],
      ["2^53", 2 ** 53],
      ["-1e300", -1e300],
    ];
  if (Array.isArray(value)) return [["10,000 of it", Array.from({ length: 10_000 }, () => value[0] ?? "x")]];
  return [];
}

function keys(asked: Request, { idempotency }: Route): Oversize[] {
  if (asked.method !== "POST" || idempotency === "none") return [];
  return [256, 5_000].map((size) => ({
    name: `an Idempotency-Key of ${size} letters`,
    asked: { ...asked, headers: { ...asked.headers, "idempotency-key": "k".repeat(size) } },
  }));
}

type Leaf = { path: string[]; value: unknown };

function leavesOf(value: unknown, path: string[] = []): Leaf[] {
  if (typeof value !== "object" || value === null) return path.length > 0 ? [{ path, value }] : [];
  const own = Array.isArray(value) ? [{ path, value }] : [];
  return [...own, ...Object.entries(value).flatMap(([name, each]) => leavesOf(each, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: string[], put: unknown): unknown {
  if (name === undefined) return put;
  const inner = replaced((value as Record<string, unknown>)[name], rest, put);
  if (!Array.isArray(value)) return { ...(value as object), [name]: inner };
  return value.map((each: unknown, at) => (String(at) === name ? inner : each));
}
