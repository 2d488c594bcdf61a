import MiniSearch from "minisearch";
import { spellingsOf } from "#functions/catalog/brands";
import type { Asked } from "#functions/catalog/search/find";
import { mayBeMistyped } from "#functions/catalog/search/words";
import type { WindowRow } from "#functions/catalog/window-row";
import { sift } from "./plain.ts";

export type Peer = { readonly index: MiniSearch<WindowRow>; readonly rows: ReadonlyMap<string, WindowRow> };

/** The peer for texts: MiniSearch as its manual says, with the brands' other spellings as a field. */
export function miniSearchOf(rows: readonly WindowRow[]): Peer {
  const index = new MiniSearch<WindowRow>({
    idField: "vehicle",
    fields: ["brand", "model", "trim", "spellings"],
    extractField: (row, field) => fieldsOf(row)[field as keyof ReturnType<typeof fieldsOf>],
  });
  index.addAll(rows);
  return { index, rows: new Map(rows.map((row) => [row.vehicle, row])) };
}

function fieldsOf({ vehicle, brand, model, trim = "" }: WindowRow) {
  return { vehicle, brand, model, trim, spellings: spellingsOf(brand).join(" ") };
}

/** MiniSearch finds by words, and what it cannot do (facets under all filters but their own, ranges, sort) is done after. */
export function miniSearchFind({ index, rows }: Peer, { filters, sort, limit }: Asked) {
  const fuzzy = (term: string): number | false => (mayBeMistyped(term) ? 1 : false);
  const hits = index.search(filters.q ?? MiniSearch.wildcard, { prefix: true, fuzzy, combineWith: "AND" });
  const found = hits.flatMap(({ id }) => rows.get(id as string) ?? []);
  return sift(found, filters, sort, limit);
}
