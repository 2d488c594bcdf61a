import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Forecourt } from "#test/support/forecourt";
import { itemsOf, type Snapshot } from "./snapshot.ts";

const ids = /(?<![a-z])[a-z]{2,6}_[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])/g;
const times = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d\.\d{3}Z)?/g;
const digests = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;
const uuids = /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g;
const seconds = /"(_ttl|full)":\d+/g;

/** Limits are spent by every try; that is what they are for. */
const notCompared = new Set(["Bucket", "Swept"]);

type Memory = { known: ReadonlySet<string>; texts: Map<string, string | undefined> };
const memories = new WeakMap<Snapshot, Memory>();

/**
 * What a table holds, without what two runs of the same story may name differently: new identifiers, times and digests.
 * Identifiers that were there before keep their names. Sorted, one text for each item.
 */
export function canonical(world: Forecourt, since: Snapshot): string[] {
  let memory = memories.get(since);
  if (!memory) {
    memory = { known: new Set(JSON.stringify([...since.items]).match(ids)), texts: new Map() };
    memories.set(since, memory);
  }
  const { known, texts } = memory;
  const all: string[] = [];
  for (const item of itemsOf(world).values()) {
    if (!texts.has(item)) texts.set(item, textOf(item, known));
    const text = texts.get(item);
    if (text !== undefined) all.push(text);
  }
  return all.toSorted();
}

function textOf(json: string, known: ReadonlySet<string>): string | undefined {
  const item = unmarshall(JSON.parse(json) as never) as Record<string, unknown>;
  if (notCompared.has(String(item["_kind"]))) return undefined;
  return neutral(JSON.stringify(sorted(item)), known);
}

/**
 * What an older event no longer changes it need not prove to have seen, and a record that it did not change has fewer
 * versions, and fewer lines in the journal of the shop window. Which of two cars is said to have met the other depends on who comes first; what is counted of it does not.
 */
export function inAnyOrder(texts: string[]): string[] {
  return texts
    .filter(
      (text) => !/^\{"_kind":"(Seen|WindowChange)"/.test(text) && !text.includes('"type":"InterestShown"'),
    )
    .map((text) => text.replaceAll(/"(version|revision)":\d+|"facts_at":"TIME#\d+"/g, ""))
    .map((text) =>
      text.replaceAll(/\["veh_[^\]]*\]/g, (list) =>
        JSON.stringify((JSON.parse(list) as string[]).toSorted()),
      ),
    );
}

/** What one list has and the other has not, at most a few. */
export function difference(one: readonly string[], other: readonly string[]): string[] {
  return [...lacking(one, other, "-"), ...lacking(other, one, "+")].slice(0, 4);
}

function lacking(one: readonly string[], other: readonly string[], sign: string): string[] {
  const counts = new Map<string, number>();
  for (const text of other) counts.set(text, (counts.get(text) ?? 0) + 1);
  return one.flatMap((text) => {
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left > 0 ? [] : [`${sign} ${text.slice(0, 600)}`];
  });
}

function neutral(text: string, known: ReadonlySet<string>): string {
  return text
    .replaceAll(ids, (id) => (known.has(id) ? id : `${id.slice(0, id.indexOf("_"))}_`))
    .replaceAll(times, "TIME")
    .replaceAll(digests, "DIGEST")
    .replaceAll(uuids, "UUID")
    .replaceAll(/"provider_id":"[^"]*"/g, '"provider_id":""')
    .replaceAll(seconds, '"$1":0')
    .replaceAll(/"shard":\d/g, '"shard":0')
    .replaceAll(/#events#(\d{4}-\d\d-\d\d)#\d+/g, "#events#$1#S")
    .replaceAll(/#timers#TIME#\d+/g, "#timers#TIME#S");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}
