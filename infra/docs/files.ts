import { contexts } from "#functions/index";
import { eventCatalogue } from "./events.ts";
import { eventsMarkdown } from "./events-markdown.ts";
import { openApi } from "./openapi.ts";

/**
 * Every generated file by its path from the repository's root: the contract as machines read it, and the event
 * catalogue for machines and for people. Equal manifests give equal bytes.
 *
 * @example contractFiles()["docs/openapi.json"] // '{\n  "openapi": "3.1.0", …'
 */
export function contractFiles(): Readonly<Record<string, string>> {
  const events = eventCatalogue(contexts);
  return {
    "docs/openapi.json": text(openApi(contexts)),
    "docs/events.json": text({ events }),
    "docs/events.md": eventsMarkdown(events),
  };
}

function text(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
