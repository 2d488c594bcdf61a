import type { Document } from "#shared/http";
import type { Locale } from "#shared/words";
import type { Events } from "../openapi.ts";
import { type Html, html, prose } from "./html.ts";
import { page } from "./layout.ts";
import { exampleView } from "./operation-view.ts";
import { fieldsOf } from "./schema-view.ts";
import { type Words, words } from "./words.ts";

type Event = Events["events"][number];

/** Every event: what happened, who tells it, who hears it, and its data. */
export function eventsPage({ events }: Events, lang: Locale): Document {
  const w = words[lang];
  return page({
    lang,
    path: "docs/events",
    title: w.events,
    intro: w.eventsIntro,
    contents: html`<ul>
        ${events.map(({ name }) => html`<li><a href="#event-${name}">${name}</a></li>`)}
      </ul>
      <ul>
        <li>${w.forPrograms} <a href="/v1/docs/events.json">events.json</a></li>
      </ul>`,
    main: html`${events.map((event) => eventView(event, w))}`,
  });
}

function eventView(event: Event, w: Words): Html {
  return html`<section class="event" id="event-${event.name}">
    <h2>${event.name} <small>${w.version} ${event.version}</small></h2>
    <p>${prose(event.summary)}</p>
    <p><strong>${w.toldBy}</strong> ${names(event.announced_by, w)}</p>
    <p><strong>${w.heardBy}</strong> ${names(event.reacted_to_by, w)}</p>
    ${fieldsOf(event.schema, w)}${exampleView(event.example, w)}
    <details class="schema">
      <summary>${w.jsonSchema}</summary>
      <div class="inside"><pre tabindex="0">${JSON.stringify(event.schema, undefined, 2)}</pre></div>
    </details>
  </section>`;
}

function names(all: readonly string[], w: Words): Html {
  if (all.length === 0) return html`${w.nobody}`;
  return html`${all.map((name, index) => html`${index > 0 && ", "}<code>${name}</code>`)}`;
}
