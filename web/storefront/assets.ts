import { createHash } from "node:crypto";
import styles from "page-text:./assets/site.css";
import script from "page-text:./client/client.ts";
import { paletteRules } from "./palettes.ts";
import type { Reply } from "./reply.ts";

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#14507f"/><path d="M6 20c0-3 2-4 4-4l3-5c.6-1 1.6-1.5 3-1.5h3c1.4 0 2.400.5 3 1.5l1.5 4c2 0 3.500 1.5 3.500 4v2H6z" fill="#fff"/><circle cx="11" cy="22" r="3" fill="#14507f" stroke="#fff" stroke-width="1.5"/><circle cx="22" cy="22" r="3" fill="#14507f" stroke="#fff" stroke-width="1.5"/></svg>`;

const files = new Map<string, { type: string; content: string }>();

/** Addresses of the files every page uses. Their names follow from their content, so that they may be kept for ever. */
export const assets = {
  styles: kept("site.css", "text/css; charset=utf-8", paletteRules() + styles),
  script: kept("site.js", "text/javascript; charset=utf-8", script),
  icon: kept("icon.svg", "image/svg+xml", icon),
};

export function asset(name: string): Reply | undefined {
  const file = files.get(name);
  return file && { ...file, headers: { "cache-control": "public, max-age=31536000, immutable" } };
}

function kept(name: string, type: string, content: string): string {
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 10);
  const [stem, ending] = name.split(".");
  const hashed = `${stem}-${hash}.${ending}`;
  files.set(hashed, { type, content });
  return `/assets/${hashed}`;
}
