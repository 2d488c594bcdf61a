import { declared, type Kept } from "#web/storefront/routes";
import { Locale } from "#shared/words";

/** A CloudFront path pattern of pages; `kept` is absent where a page is somebody's own. */
export type PagePath = { readonly pattern: string; readonly kept?: Kept };

/**
 * Every page as path patterns in the order in which CloudFront must try them. A pattern's star also spans slashes,
 * so the longest come first, and what is somebody's own has patterns too: the last is every front page's, `/en/*`.
 * An address is kept only if nothing but reading happens there.
 */
export function pagePaths(): PagePath[] {
  const paths = new Set(Object.keys(declared).map(pathOf));
  const all = [...paths].flatMap((path) => {
    const kept = isRead(path) ? declared[`GET ${path}`]?.kept : undefined;
    return Locale.options.map((locale) => ({
      pattern: `/${locale}/*${path === "" ? "" : `/${path}`}`,
      ...(kept ? { kept } : {}),
    }));
  });
  return all.toSorted((a, b) => b.pattern.length - a.pattern.length || (a.pattern < b.pattern ? -1 : 1));
}

function isRead(path: string): boolean {
  return Object.keys(declared).every((key) => pathOf(key) !== path || key.startsWith("GET "));
}

function pathOf(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}
