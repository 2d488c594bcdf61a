import type { EventEntry } from "./events.ts";

/** The event catalogue as a page of this repository. */
export function eventsMarkdown(events: readonly EventEntry[]): string {
  return [
    "# Events",
    "",
    "Generated from the manifests by `npm run docs`; do not edit. Events travel as CloudEvents 1.0 in the `detail` of an EventBridge event and carry ids and figures, never personal values.",
    "",
    "| event | told by | heard by | what happened |",
    "|---|---|---|---|",
    ...events.map(
      ({ name, version, announced_by, reacted_to_by, summary }) =>
        `| [${name}](#${name.toLowerCase()}) v${version} | ${announced_by.join(", ")} | ${reacted_to_by.join(", ")} | ${summary} |`,
    ),
    ...events.flatMap(section),
    "",
  ].join("\n");
}

function section({ name, summary, example, schema }: EventEntry): string[] {
  return [
    "",
    `## ${name}`,
    "",
    summary,
    "",
    "```json",
    JSON.stringify(example, undefined, 2),
    "```",
    "",
    "<details><summary>JSON Schema</summary>",
    "",
    "```json",
    JSON.stringify(schema, undefined, 2),
    "```",
    "",
    "</details>",
  ];
}
