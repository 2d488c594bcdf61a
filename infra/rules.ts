import type { Context } from "#shared/context";

/** EventBridge's limit of a rule's pattern, in characters. */
export const patternLimit = 2048;

export type Pattern = { readonly "detail-type": string[] };

/**
 * The patterns of the rules that bring a context the events it reacts to: as few as the limit allows.
 *
 * @example eventPatterns(leads) // [{ "detail-type": ["OrderPlaced"] }]
 */
export function eventPatterns(context: Pick<Context, "reactions">): Pattern[] {
  const patterns: Pattern[] = [];
  for (const name of eventNames(context)) {
    const last = patterns.at(-1);
    if (last && length([...last["detail-type"], name]) <= patternLimit) last["detail-type"].push(name);
    else patterns.push({ "detail-type": [name] });
  }
  return patterns;
}

/** As the relay names its sources: every event of ours, whichever contexts there will be. */
export const ourEvents = { source: [{ prefix: "forecourt." }] };

/** Commands need no rule: the sweep sends them to the queue itself. */
function eventNames({ reactions }: Pick<Context, "reactions">): string[] {
  const events = Object.values(reactions).flatMap(({ to }) => to.filter(({ kind }) => kind === "event"));
  return [...new Set(events.map(({ name }) => name))].sort();
}

function length(types: string[]): number {
  return JSON.stringify({ "detail-type": types } satisfies Pattern).length;
}
