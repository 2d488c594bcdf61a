import { find } from "#functions/catalog/search/find";
import { pack, unpack } from "#functions/catalog/search/segment";
import { apply, emptySnapshot, type Snapshot } from "#functions/catalog/search/snapshot";
import { entryOf } from "#functions/catalog/search/entry";
import type { WindowRow } from "#functions/catalog/window-row";
import { bytesKept, cpuOf, figure } from "./measuring.ts";
import { miniSearchFind, miniSearchOf } from "./minisearch.ts";
import { plainFind, plainRows } from "./plain.ts";
import { questions } from "./questions.ts";
import { source, stock } from "./stock.ts";

const megabyte = 1024 * 1024;

/** Search in memory at one size, against a filter over the plain array and against MiniSearch: same cars, same questions. */
export async function search(cars: number) {
  const rows = stock(cars);
  const asked = questions(rows, 200);
  const bytes = pack(rows.map((row) => entryOf(row.vehicle, 1, row))).map((each) => each.bytes);
  const ours = await bytesKept(() => loaded(bytes));
  const plain = await bytesKept(() => plainRows(rows));
  const mini = await bytesKept(() => miniSearchOf(rows));
  const question = (turn: number) => asked[turn % asked.length]!;
  const unequal = asked.filter(
    (each) =>
      JSON.stringify(answerOf(find(ours.made, each))) !==
      JSON.stringify(answerOf(plainFind(plain.made, each))),
  ).length;
  const slow = cars > 50_000 ? 40 : 200;
  const cpu = await cpuOf(600, (turn) => find(ours.made, question(turn)));
  const peers = {
    plain: await cpuOf(slow, (turn) => plainFind(plain.made, question(turn))),
    minisearch: await cpuOf(slow, (turn) => miniSearchFind(mini.made, question(turn))),
  };
  return {
    name: "search",
    cars,
    source,
    questions: asked.length,
    unequal_to_plain: unequal,
    cpu_ms_a_query: figure(cpu),
    plain_array_cpu_ms: figure(peers.plain),
    minisearch_cpu_ms: figure(peers.minisearch),
    times_less_cpu_than_plain_array: figure(peers.plain / cpu),
    times_less_cpu_than_minisearch: figure(peers.minisearch / cpu),
    cpu_ms_without_any_filter: figure(
      await cpuOf(200, () => find(ours.made, { filters: {}, sort: "price", limit: 20 })),
    ),
    snapshot_mb: figure(ours.bytes / megabyte),
    plain_array_words_mb: figure(plain.bytes / megabyte),
    minisearch_mb: figure(mini.bytes / megabyte),
    snapshot_build_cpu_ms: figure(await cpuOf(3, () => snapshotOf(rows))),
    minisearch_build_cpu_ms: figure(mini.cpu),
    one_changed_car_cpu_ms: figure(await oneChange(ours.made, rows)),
    stored_items: bytes.length,
    stored_mb: figure(bytes.reduce((sum, each) => sum + each.length, 0) / megabyte),
    load_from_items_cpu_ms: figure(await cpuOf(5, () => loaded(bytes))),
  };
}

function snapshotOf(rows: readonly WindowRow[]): Snapshot {
  const snapshot = emptySnapshot(rows.length);
  for (const row of rows) apply(snapshot, entryOf(row.vehicle, 1, row));
  return snapshot;
}

function loaded(bytes: readonly Uint8Array[]): Snapshot {
  const snapshot = emptySnapshot(bytes.length * 4000);
  for (const each of bytes) for (const entry of unpack(each)) apply(snapshot, entry);
  return snapshot;
}

/** A thousand cars get another price, one after the other. */
async function oneChange(snapshot: Snapshot, rows: readonly WindowRow[]): Promise<number> {
  let revision = 1;
  const thousand = await cpuOf(20, () => {
    revision += 1;
    for (let turn = 0; turn < 1000; turn += 1) {
      const row = rows[(turn * 97) % rows.length]!;
      const price = { ...row.price, amount: row.price.amount + revision };
      apply(snapshot, entryOf(row.vehicle, revision * 1000 + turn, { ...row, price }));
    }
  });
  return thousand / 1000;
}

function answerOf({ cards, total, facets }: { cards: WindowRow[]; total: number; facets: object }) {
  return [
    cards.map(({ vehicle }) => vehicle),
    total,
    Object.entries(facets).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ];
}
