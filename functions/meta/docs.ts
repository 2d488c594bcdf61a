import * as z from "zod/mini";
import { missing } from "#shared/errors";
import type { Ask, Document } from "#shared/http";
import { Locale } from "#shared/words";
import type { Events, OpenApi } from "./openapi.ts";

export const Reader = z.object({
  lang: z
    .optional(Locale)
    .register(z.globalRegistry, { description: "Language of headings and labels; English if absent." }),
});

type Asked = Ask<{ query: typeof Reader }>;

/** Every route, with what it takes, answers and refuses. */
export async function contract({ query: { lang = "en" } }: Asked): Promise<Document> {
  const { contractPage } = await import("./page/contract-page.ts");
  return kept(contractPage(await openApiDocument(), lang));
}

export async function events({ query: { lang = "en" } }: Asked): Promise<Document> {
  const { eventsPage } = await import("./page/events-page.ts");
  return kept(eventsPage(await eventDocument(), lang));
}

export async function openApi(): Promise<Document> {
  return kept({ content: JSON.stringify(await openApiDocument()) });
}

export async function eventsForPrograms(): Promise<Document> {
  return kept({ content: JSON.stringify(await eventDocument()) });
}

/** @throws Refusal 404 always: the last route, for whatever no other route takes. */
export async function nothingHere(): Promise<never> {
  throw missing("Route");
}

/** The documents are large: they are loaded when somebody reads them, never at the start of the function. */
async function openApiDocument() {
  const { default: document } = await import("../../docs/openapi.json", { with: { type: "json" } });
  return document as unknown as OpenApi;
}

async function eventDocument() {
  const { default: document } = await import("../../docs/events.json", { with: { type: "json" } });
  return document as unknown as Events;
}

/** They only change with a release. */
function kept({ content, headers }: Document): Document {
  return { content, headers: { "cache-control": "public, max-age=300", ...headers } };
}
