import type { Request } from "../stories.ts";

/** Everything in a request that names a record, a person, a car or a thing in stock. */
const names =
  /\b[a-z]{2,6}_[0-9a-hjkmnp-tv-z]{26}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\bWBA8E9C50GK\d{6}\b|\bOIL-\d{6}\b/g;

/** One name in a request, replaced by somebody else's of its kind, and by one that nobody has. */
export type Swap = { readonly name: string; readonly foreign: Request; readonly missing: Request };

/**
 * Every way to put a foreign identifier into a request: in its path, its query or its body, one at a time.
 *
 * @example for (const { foreign, missing } of swaps(asked, params)) expect(answer(foreign)).toEqual(answer(missing));
 */
export function swaps(asked: Request, theirs: Readonly<Record<string, string>>): Swap[] {
  const text = JSON.stringify([asked.path, asked.body ?? null]);
  return [...new Set(text.match(names))].flatMap((name) => {
    const foreign = Object.values(theirs).find((value) => kindOf(value) === kindOf(name));
    if (foreign === undefined) return [];
    return [{ name, foreign: replaced(asked, name, foreign), missing: replaced(asked, name, nobodys(name)) }];
  });
}

/** Identifiers, cars, things in stock and addresses that stand in one text. */
export function namesIn(text: string): Set<string> {
  return new Set([...(text.match(names) ?? []), ...(text.match(/[\w.]+@[\w.-]+\.example(?:\.com)?/g) ?? [])]);
}

function replaced(asked: Request, name: string, by: string): Request {
  const [path, body] = JSON.parse(JSON.stringify([asked.path, asked.body ?? null]).replaceAll(name, by)) as [
    string,
    unknown,
  ];
  return { ...asked, path, body: asked.body === undefined ? undefined : body };
}

function kindOf(name: string): string {
  if (/^[a-z]{2,6}_/.test(name)) return name.slice(0, name.indexOf("_"));
  return /^WBA|^OIL-/.exec(name)?.[0] ?? (/^[0-9a-f]{8}-/.test(name) ? "account" : "");
}

/** Of the same shape, so that only its not being there can be the reason. */
function nobodys(name: string): string {
  if (/^[a-z]{2,6}_/.test(name)) return `${name.slice(0, -8)}zzzzzzzz`;
  if (/^(WBA|OIL-)/.test(name)) return name.replace(/\d{6}$/, "999998");
  return `${name.slice(0, -12)}ffffffffffff`;
}
