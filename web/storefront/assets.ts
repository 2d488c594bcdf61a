import { createHash } from "node:crypto";
import stylesMark from "page-mark:./assets/site.css";
import scriptMark from "page-mark:./client/client.ts";
import { paletteRules } from "./palettes.ts";
import type { Reply } from "./reply.ts";

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#14507f"/><path d="M6 20c0-3 2-4 4-4l3-5c.6-1 1.6-1.5 3-1.5h3c1.4 0 2.400.5 3 1.5l1.5 4c2 0 3.500 1.5 3.500 4v2H6z" fill="#fff"/><circle cx="11" cy="22" r="3" fill="#14507f" stroke="#fff" stroke-width="1.5"/><circle cx="22" cy="22" r="3" fill="#14507f" stroke="#fff" stroke-width="1.5"/></svg>`;

type File = { readonly type: string; readonly content: () => Promise<string> };
const files = new Map<string, File>();

/**
 * Addresses of the files every page uses. Their names follow from their content, so that they may be kept for ever.
 * A page needs only the names: the content is loaded when somebody asks for it, which is once for all pages.
 */
export const assets = {
  styles: kept("site.css", stylesMark + paletteRules(), {
    type: "text/css; charset=utf-8",
    content: async () => paletteRules() + (await import("page-text:./assets/site.css")).default,
  }),
  script: kept("site.js", scriptMark, {
    type: "text/javascript; charset=utf-8",
    content: async () => (await import("page-text:./client/client.ts")).default,
  }),
  icon: kept("icon.svg", icon, { type: "image/svg+xml", content: () => Promise.resolve(icon) }),
};

export async function asset(name: string): Promise<Reply | undefined> {
  const file = files.get(name);
  if (!file) return undefined;
  const headers = { "cache-control": "public, max-age=31536000, immutable" };
  return { type: file.type, content: await file.content(), headers };
}

/** `mark`: differs whenever the content does. */
function kept(name: string, mark: string, file: File): string {
  const hash = createHash("sha256").update(mark).digest("base64url").slice(0, 10);
  const [stem, ending] = name.split(".");
  const hashed = `${stem}-${hash}.${ending}`;
  files.set(hashed, file);
  return `/assets/${hashed}`;
}
