import * as fc from "fast-check";
import type { Filters } from "#functions/catalog/facets";
import { type Entry, entryOf } from "#functions/catalog/search/entry";
import { Sort } from "#functions/catalog/sorting";
import { Body, Fuel, Transmission } from "#functions/catalog/vocabulary";
import type { WindowRow } from "#functions/catalog/window-row";
import type { Question } from "#test/catalog-oracle";

/** Names of both scripts and of both in one, that share beginnings, parts and letters. */
const brands = ["Audi", "BMW", "Volkswagen", "Mercedes-Benz", "Škoda", "BYD", "比亚迪汽车", "Kia"];
const models = ["A4", "A4 Avant", "320d", "330d", "Golf", "Golf SV", "C 200", "宝马3系", "汉 EV", "海豹", "ID.3", "e-Golf", "Model Y", "Octavia", "Octavía"]; // prettier-ignore
const trims = [undefined, "M Sport", "R-Line", "尊贵型", "尊享 Sport", "GTI", "SE", "S line", "75D"];
const stores = [undefined, "sto_01kb2y6q0a4n8r7v3x5z9c1d2e", "sto_01kb2y6q0a4n8r7v3x5z9c1d2f"];
const colours = ["White", "white", "Alpine white", "珠光白"];
const photos = [undefined, { url: "/a.svg" }, { url: "https://example.com/b.jpg", alt: { "zh-CN": "侧面" } }];

export const anyRow: fc.Arbitrary<WindowRow> = fc
  .record({
    vehicle: fc
      .string({ minLength: 26, maxLength: 26, unit: fc.constantFrom(...Array.from("0123456789abcdef")) })
      .map((id) => `veh_${id}`),
    brand: fc.constantFrom(...brands),
    model: fc.constantFrom(...models),
    trim: fc.constantFrom(...trims),
    year: fc.integer({ min: 2018, max: 2024 }),
    colour: fc.constantFrom(...colours),
    body: fc.constantFrom(...Body.options.slice(0, 3)),
    fuel: fc.constantFrom(...Fuel.options.slice(0, 3)),
    transmission: fc.constantFrom(undefined, ...Transmission.options.slice(0, 2)),
    mileage_km: fc.integer({ min: 0, max: 9 }).map((n) => n * 10_000),
    price: fc.integer({ min: 1, max: 12 }).map((n) => ({ amount: n * 100_000, currency: "GBP" as const })),
    store: fc.constantFrom(...stores),
    created_at: fc
      .integer({ min: 0, max: 59 })
      .map((n) => `2026-11-25T09:00:${String(n).padStart(2, "0")}.000Z`),
    photo: fc.constantFrom(...photos),
  })
  .map((row) => JSON.parse(JSON.stringify(row)) as WindowRow);

export const manyRows = fc.uniqueArray(anyRow, { selector: ({ vehicle }) => vehicle, maxLength: 60 });

const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 2 });

/** Words as people write them: whole, begun, in another case, with a slip, joined, apart, in the other script. */
const someWords = fc.constantFrom(
  "bmw", "BMW", "bm", "宝马", "宝", "马3", "比亚迪", "亚迪", "大众", "vw", "merc", "mercdes", "MERCEDES", "benz",
  "奔驰c", "skoda", "Škoda", "volkswgaen", "volkswage", "golf", "gofl", "glof", "golff", "egolf", "e-golf", "320", "320d",
  "320f", "d", "c200", "c 200", "200", "id3", "id.3", "model", "modely", "modle", "尊", "尊贵", "贵型", "尊享sport", "海豹",
  "汉", "汉ev", "sport", "spotr", "sprot", "line", "r-line", "rline", "gti", "avant", "avnat", "octavia", "ocatvia", "75", "75d",
  "３２０ｄ", "!", "-", "xyz", "audy", "aud", "a4avant", "4",
); // prettier-ignore
const anyText = fc.array(someWords, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "));
const oddText = fc.string({
  minLength: 1,
  maxLength: 8,
  unit: fc.constantFrom(...Array.from("abmw宝马系 4gol-d尊")),
});

const anyFilters: fc.Arbitrary<Filters> = fc.record({
  brand: maybe(fc.constantFrom(...brands)),
  model: maybe(fc.constantFrom("a4", "320D", "Golf", "none", "宝马3系")),
  body: maybe(fc.constantFrom(...Body.options.slice(0, 3))),
  fuel: maybe(fc.constantFrom(...Fuel.options.slice(0, 3))),
  transmission: maybe(fc.constantFrom(...Transmission.options.slice(0, 2))),
  colour: maybe(fc.constantFrom("WHITE", "alpine white", "珠光白", "red")),
  store: maybe(fc.constantFrom(stores[1], stores[2])),
  price_gte: maybe(fc.integer({ min: 0, max: 1_200_000 })),
  price_lte: maybe(fc.integer({ min: 0, max: 1_200_000 })),
  year_gte: maybe(fc.integer({ min: 2017, max: 2025 })),
  year_lte: maybe(fc.integer({ min: 2017, max: 2025 })),
  mileage_lte: maybe(fc.integer({ min: 0, max: 100_000 })),
});

const anyWords = fc.oneof({ weight: 3, arbitrary: anyText }, { weight: 1, arbitrary: oddText });
const names = ["brand", "model", "body", "fuel", "transmission", "colour", "store", "price_gte", "price_lte", "year_gte", "year_lte", "mileage_lte"] as const; // prettier-ignore

/** Most with a text, and few filters at a time, so that most questions have an answer. */
export const anyQuestion: fc.Arbitrary<Question> = fc
  .record({
    filters: anyFilters,
    q: fc.option(anyWords, { nil: undefined, freq: 3 }),
    asked: fc.subarray([...names], { maxLength: 2 }),
    sort: fc.constantFrom(...Sort.options),
    limit: fc.integer({ min: 1, max: 30 }),
    after: maybe(
      fc.tuple(
        fc.integer({ min: 0, max: 1_300_000 }),
        anyRow.map(({ vehicle }) => vehicle),
      ),
    ),
  })
  .map(({ filters, q, asked, ...rest }) => ({
    ...rest,
    filters: { q, ...Object.fromEntries(asked.map((name) => [name, filters[name]])) },
  }));

/** A history of cars that come, change, leave and come back, and what is left of them. */
export const anyHistory: fc.Arbitrary<{ entries: Entry[]; rows: WindowRow[] }> = fc
  .record({
    rows: manyRows,
    later: fc.array(fc.tuple(fc.nat(), fc.option(anyRow, { freq: 3 })), { maxLength: 60 }),
  })
  .map(({ rows, later }) => {
    const now = new Map<string, { revision: number; row: WindowRow | undefined }>();
    const entries: Entry[] = [];
    const happen = (vehicle: string, row: WindowRow | undefined): void => {
      const revision = (now.get(vehicle)?.revision ?? 0) + 1;
      now.set(vehicle, { revision, row });
      entries.push(entryOf(vehicle, revision, row));
    };
    for (const row of rows) happen(row.vehicle, row);
    for (const [which, row] of later) {
      const vehicle = rows[which % Math.max(rows.length, 1)]?.vehicle;
      if (vehicle) happen(vehicle, row ? { ...row, vehicle } : undefined);
    }
    return { entries, rows: [...now.values()].flatMap(({ row }) => (row ? [row] : [])) };
  });
