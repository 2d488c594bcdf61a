import type { Document } from "#shared/http";
import type { Locale } from "#shared/words";
import type { OpenApi, Operation } from "../openapi.ts";
import { type Html, html, joined, prose } from "./html.ts";
import { page } from "./layout.ts";
import { operationView } from "./operation-view.ts";
import { fieldsOf } from "./schema-view.ts";
import { type Words, words } from "./words.ts";

type Found = { readonly method: string; readonly path: string; readonly operation: Operation };

/** Every route by its context, the schemas they share, and every problem under `#problem-<code>`. */
export function contractPage(document: OpenApi, lang: Locale): Document {
  const w = words[lang];
  const { info, tags } = document;
  const sections = tags.map((tag) => ({ ...tag, routes: routesOf(document, tag.name) }));
  return page({
    lang,
    path: "docs",
    title: `${info.title} ${w.contract} ${info.version}`,
    intro: info.description,
    contents: html`<ul>
        ${sections.map(
          ({ name, routes }) =>
            html`<li><a href="#context-${name}">${name}</a> <small>${routes.length}</small></li>`,
        )}
      </ul>
      <ul>
        <li><a href="#sign-in">${w.signIn}</a></li>
        <li><a href="#schemas">${w.schemas}</a></li>
        <li><a href="#problems">${w.problems}</a></li>
      </ul>
      <ul>
        <li>${w.forPrograms} <a href="/v1/docs/openapi.json">openapi.json</a></li>
      </ul>`,
    main: html`${sections.map(({ name, description, routes }) => section(document, name, description, routes, w))}
    ${signIn(document, w)}${schemas(document, w)}${problems(document, w)}`,
  });
}

function section(document: OpenApi, name: string, summary: string, routes: Found[], w: Words): Html {
  return html`<section id="context-${name}">
    <h2>${name}</h2>
    <p>${prose(summary)}</p>
    ${routes.map(({ operation, ...where }) => operationView({ document, ...where }, operation, w))}
  </section>`;
}

function routesOf(document: OpenApi, context: string): Found[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(context))
      .map(([method, operation]) => ({ method, path, operation })),
  );
}

function signIn({ components }: OpenApi, w: Words): Html {
  return html`<section id="sign-in">
    <h2>${w.signIn}</h2>
    <ul class="plain">
      ${Object.entries(components.securitySchemes).map(
        ([name, { description }]) => html`<li><code>${name}</code> ${description}</li>`,
      )}
    </ul>
  </section>`;
}

function schemas({ components }: OpenApi, w: Words): Html {
  return html`<section id="schemas">
    <h2>${w.schemas}</h2>
    ${Object.entries(components.schemas).map(
      ([name, schema]) =>
        html`<details class="schema" id="schema-${name}">
          <summary><code>${name}</code></summary>
          <div class="inside">
            ${
              schema.description !== undefined && html`<p>${prose(schema.description)}</p>`
            }${fieldsOf(schema, w)}
          </div>
        </details>`,
    )}
  </section>`;
}

function problems(document: OpenApi, w: Words): Html {
  return html`<section id="problems">
    <h2>${w.problems}</h2>
    <p>${prose(w.problemsIntro)}</p>
    <dl class="problems">
      ${document["x-problems"].map(
        ({ code, status, detail, raised_by }) =>
          html`<div id="problem-${code}">
            <dt><code>${code}</code> <span class="status">${status.join(", ")}</span></dt>
            <dd>
              ${detail}
              <small
                >${w.raisedBy}
                ${joined(
                  raised_by.map((name) => html`${name}`),
                  ", ",
                )}</small
              >
            </dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
