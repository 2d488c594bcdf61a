import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { WindowRow } from "../window-row.ts";
import type { Entry } from "./snapshot.ts";

/** An item of DynamoDB has at most 400 KB, with its keys and names. */
const mostBytes = 380_000;
/** More than fit into an item if every text is as long as it may be are tried in halves. */
const mostEntries = 4_000;

export type Packed = { readonly entries: number; readonly bytes: Uint8Array<ArrayBuffer> };

/**
 * Packs entries into pieces that fit an item: column by column, each text once, deflated, some 35 bytes a car.
 *
 * @example for (const { bytes } of pack(entries)) await transact([Segment.create({ … })]);
 */
export function pack(entries: readonly Entry[]): Packed[] {
  if (entries.length === 0) return [];
  const bytes = entries.length > mostEntries ? undefined : deflateRawSync(JSON.stringify(encoded(entries)));
  if (bytes && bytes.length <= mostBytes) return [{ entries: entries.length, bytes }];
  const half = entries.length > mostEntries ? mostEntries : Math.ceil(entries.length / 2);
  return [...pack(entries.slice(0, half)), ...pack(entries.slice(half))];
}

export function unpack(bytes: Uint8Array): Entry[] {
  const { vehicle, revision, ...columns } = JSON.parse(inflateRawSync(bytes).toString("utf8")) as Encoded;
  const rows = columns.rows;
  return vehicle.map((id, at) => ({
    vehicle: id,
    revision: revision[at]!,
    row: rows.brand.codes[at] === 0 ? undefined : rowAt(id, columns, at),
  }));
}

const texts = ["brand", "model", "trim", "colour", "body", "fuel", "transmission", "store", "photo"] as const;
type Texts = { readonly values: string[]; readonly codes: number[] };
type Encoded = {
  readonly vehicle: string[];
  readonly revision: number[];
  readonly rows: Readonly<Record<(typeof texts)[number] | "currency", Texts>>;
  readonly figures: readonly [price: number[], year: number[], mileage: number[], created: number[]];
};

function encoded(entries: readonly Entry[]): Encoded {
  const rows = Object.fromEntries(
    texts.map((name) => [name, textsOf(entries.map(({ row }) => textIn(row, name)))]),
  ) as Record<(typeof texts)[number], Texts>;
  return {
    vehicle: entries.map(({ vehicle }) => vehicle),
    revision: entries.map(({ revision }) => revision),
    rows: { ...rows, currency: textsOf(entries.map(({ row }) => row?.price.currency)) },
    figures: [
      entries.map(({ row }) => row?.price.amount ?? 0),
      entries.map(({ row }) => row?.year ?? 0),
      entries.map(({ row }) => row?.mileage_km ?? 0),
      entries.map(({ row }) => (row ? Date.parse(row.created_at) : 0)),
    ],
  };
}

function rowAt(
  vehicle: string,
  { rows, figures: [price, year, mileage, created] }: Pick<Encoded, "rows" | "figures">,
  at: number,
): WindowRow {
  const row: Record<string, unknown> = {
    vehicle,
    year: year[at],
    mileage_km: mileage[at],
    price: { amount: price[at], currency: rows.currency.values[rows.currency.codes[at]! - 1] },
    created_at: new Date(created[at]!).toISOString(),
  };
  for (const name of texts) {
    const value = rows[name].values[rows[name].codes[at]! - 1];
    if (value !== undefined) row[name] = name === "photo" ? (JSON.parse(value) as unknown) : value;
  }
  return row as WindowRow;
}

function textIn(row: WindowRow | undefined, name: (typeof texts)[number]): string | undefined {
  if (name === "photo") return row?.photo && JSON.stringify(row.photo);
  return row?.[name];
}

/** Each text once; 0 is no text. */
function textsOf(all: readonly (string | undefined)[]): Texts {
  const codeOf = new Map<string, number>();
  const codes = all.map((text) => {
    if (text === undefined) return 0;
    const code = codeOf.get(text) ?? codeOf.size + 1;
    codeOf.set(text, code);
    return code;
  });
  return { values: [...codeOf.keys()], codes };
}
