import type { Answer, OpenApi, Operation, Reference, Schema } from "../openapi.ts";
import { type Html, html, joined, prose } from "./html.ts";
import { fieldsOf, fieldView, typeOf } from "./schema-view.ts";
import type { Words } from "./words.ts";

type Shown = { readonly document: OpenApi; readonly method: string; readonly path: string };

/** One route: closed it says what it does, open it says everything. */
export function operationView({ document, method, path }: Shown, operation: Operation, w: Words): Html {
  return html`<details class="route" id="${operation.operationId}">
    <summary>
      <span class="method ${method}">${method.toUpperCase()}</span>
      <code class="path">${pathView(path)}</code> <span class="summary">${prose(operation.summary)}</span>
    </summary>
    <div class="inside">
      <p><strong>${w.who}</strong> ${whoView(operation, w)}${stagesView(operation, w)}</p>
      ${parametersView(operation, w)} ${bodyView(document, operation, w)}
      ${answersView(document, operation, w)}
    </div>
  </details>`;
}

export function exampleView(example: unknown, w: Words): Html | undefined {
  if (example === undefined) return undefined;
  return html`<figure>
    <figcaption>${w.example}</figcaption>
    <pre tabindex="0">${JSON.stringify(example, undefined, 2)}</pre>
  </figure>`;
}

/** A long address may break after its slashes. */
function pathView(path: string): Html[] {
  return path.split("/").map((part, index) => (index === 0 ? html`${part}` : html`/<wbr />${part}`));
}

function whoView(operation: Operation, w: Words): Html {
  const schemes = operation.security.flatMap((scheme) => Object.entries(scheme));
  if (operation["x-signed"]) return html`${w.provider}`;
  if (schemes.length === 0) return html`${w.anyone}`;
  if (schemes.length > 1) return html`${w.signedIn}`;
  const [permission] = schemes[0]?.[1] ?? [];
  return permission === undefined ? html`${w.customer}` : html`${w.staffWith} <code>${permission}</code>`;
}

function stagesView(operation: Operation, w: Words): Html | undefined {
  const stages = operation["x-stages"];
  return (
    stages &&
    html` · ${w.onlyIn}
    ${joined(
      stages.map((stage) => html`<code>${stage}</code>`),
      ", ",
    )}`
  );
}

function parametersView({ parameters = [] }: Operation, w: Words): Html | undefined {
  if (parameters.length === 0) return undefined;
  return html`<h4>${w.parameters}</h4>
    <ul class="fields">
      ${parameters.map(({ name, schema, required, description }) =>
        fieldView(name, { description, ...schema }, required ?? false, w),
      )}
    </ul>`;
}

function bodyView(document: OpenApi, { requestBody }: Operation, w: Words): Html | undefined {
  const media = requestBody?.content["application/json"];
  if (!media?.schema) return undefined;
  return html`<h4>${w.body} ${media.schema.$ref !== undefined && typeOf(media.schema, w)}</h4>
    ${
      requestBody?.description !== undefined && html`<p>${requestBody.description}</p>`
    }${fieldsOf(resolved(document, media.schema), w)}${exampleView(media.example, w)}`;
}

function answersView(document: OpenApi, operation: Operation, w: Words): Html {
  const answers = Object.entries(operation.responses).map(
    ([status, given]) => [status, answerOf(document, given)] as const,
  );
  const good = answers.filter(([status]) => Number(status) < 400);
  const bad = answers.filter(([status]) => Number(status) >= 400);
  return html`${good.map(([status, answer]) => successView(status, answer, w))}
    <h4>${w.refusals}</h4>
    <ul class="refusals">
      ${bad.map(([status, answer]) => refusalView(status, answer, w))}
    </ul>`;
}

function successView(status: string, { content = {} }: Answer, w: Words): Html {
  const [type, media] = Object.entries(content)[0] ?? [];
  const heading = html`${w.answer} ${status}`;
  if (type === undefined) return html`<h4>${heading} ${w.noBody}</h4>`;
  if (type !== "application/json") return html`<h4>${heading} ${type}</h4>`;
  const schema = media?.schema ?? {};
  // A page of a list has no name of its own: its two fields say what it is.
  const fields = schema.properties && fieldsOf(schema, w);
  return html`<h4>${heading} ${fields ? undefined : typeOf(schema, w)}</h4>
    ${fields}${exampleView(media?.example, w)}`;
}

function refusalView(status: string, answer: Answer, w: Words): Html {
  const codes = answer["x-codes"] ?? [];
  const links = codes.map((code) => html`<a href="#problem-${code}">${code}</a>`);
  const own = answer.content?.["application/json"] ? [html`<small>${w.gateway}</small>`] : [];
  return html`<li><strong>${status}</strong> ${joined([...links, ...own], ", ")}</li>`;
}

function answerOf(document: OpenApi, given: Answer | Reference): Answer {
  if (!("$ref" in given)) return given;
  return document.components.responses[given.$ref.split("/").at(-1) ?? ""] ?? { description: "" };
}

function resolved(document: OpenApi, schema: Schema): Schema {
  return document.components.schemas[schema.$ref?.split("/").at(-1) ?? ""] ?? schema;
}
