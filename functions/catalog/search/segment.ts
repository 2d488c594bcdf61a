import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Entry, Flat } from "./entry.ts";

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
  const { vehicle, revision, texts, figures } = JSON.parse(inflateRawSync(bytes).toString("utf8")) as Encoded;
  const flat = (at: number): Flat => {
    const text = (name: TextName) => texts[name].values[texts[name].codes[at]! - 1];
    return {
      brand: text("brand")!,
      model: text("model")!,
      trim: text("trim"),
      colour: text("colour")!,
      body: text("body")!,
      fuel: text("fuel")!,
      transmission: text("transmission"),
      store: text("store"),
      currency: text("currency")!,
      photo: text("photo"),
      price: figures.price[at]!,
      year: figures.year[at]!,
      mileage: figures.mileage[at]!,
      created: figures.created[at]!,
    };
  };
  return vehicle.map((id, at) => ({
    vehicle: id,
    revision: revision[at]!,
    flat: texts.brand.codes[at] === 0 ? undefined : flat(at),
  }));
}

const textNames = [
  "brand",
  "model",
  "trim",
  "colour",
  "body",
  "fuel",
  "transmission",
  "store",
  "currency",
  "photo",
] as const;
const figureNames = ["price", "year", "mileage", "created"] as const;
type TextName = (typeof textNames)[number];
type Texts = { readonly values: string[]; readonly codes: number[] };
type Encoded = {
  readonly vehicle: string[];
  readonly revision: number[];
  readonly texts: Readonly<Record<TextName, Texts>>;
  readonly figures: Readonly<Record<(typeof figureNames)[number], number[]>>;
};

function encoded(entries: readonly Entry[]): Encoded {
  const texts = textNames.map((name) => [name, textsOf(entries.map(({ flat }) => flat?.[name]))]);
  const figures = figureNames.map((name) => [name, entries.map(({ flat }) => flat?.[name] ?? 0)]);
  return {
    vehicle: entries.map(({ vehicle }) => vehicle),
    revision: entries.map(({ revision }) => revision),
    texts: Object.fromEntries(texts) as Encoded["texts"],
    figures: Object.fromEntries(figures) as Encoded["figures"],
  };
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
