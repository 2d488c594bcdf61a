import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { CloudEvent } from "./events.ts";

export type ArchiveObject = { readonly key: string; readonly body: Uint8Array };

/**
 * Where the archive keeps a UTC day of a dealer.
 *
 * @example folderOf("london-cars", "2026-11-25") // "london-cars/2026/11/25/"
 */
export function folderOf(dealer: string, day: string): string {
  return `${dealer}/${day.replaceAll("-", "/")}/`;
}

/**
 * Events of one folder as gzipped NDJSON: each once, in order of their ids. The key is a digest of the content, so
 * that the same batch delivered again overwrites its object with what it holds already.
 */
export function pack(folder: string, events: readonly CloudEvent[]): ArchiveObject {
  const lines = new Map(events.map((event) => [event.id, JSON.stringify(sorted(event))]));
  const ids = [...lines.keys()].toSorted();
  const text = ids.map((id) => `${lines.get(id)}\n`).join("");
  const digest = createHash("sha256").update(text).digest("hex");
  return { key: `${folder}${ids[0]}-${digest.slice(0, 32)}.ndjson.gz`, body: gzipSync(text) };
}

/** The events of an object, as they were published. */
export function unpack(body: Uint8Array): CloudEvent[] {
  return gunzipSync(body)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as CloudEvent);
}

/** A table and a bus promise no order of names: without one, an event that came twice would be two contents. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}
