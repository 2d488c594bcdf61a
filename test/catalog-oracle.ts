import type { Facets, Filters } from "#functions/catalog/facets";
import type { Place, Sort } from "#functions/catalog/sorting";
import type { WindowRow } from "#functions/catalog/window-row";

export type Question = { filters: Filters; sort: Sort; limit: number; after?: Place | undefined };
type FacetName = keyof Facets;

/**
 * What a search must answer, said the slow way: every car is looked at for every question, texts are taken apart sign
 * by sign and compared with every word. Shares no code with the search.
 */
export function oracle(rows: readonly WindowRow[], { filters, sort, limit, after }: Question) {
  const texts = textsMeant(rows, filters.q);
  const passes = (row: WindowRow, except?: FacetName): boolean =>
    texts(row) && Object.entries(tests(filters)).every(([name, test]) => name === except || test(row));
  const matching = rows.filter((row) => passes(row));
  const sorted = matching.toSorted((a, b) => compare(sort, place(sort, a), place(sort, b)));
  const rest = after ? sorted.filter((row) => compare(sort, place(sort, row), after) > 0) : sorted;
  const cards = rest.slice(0, limit);
  const last = cards.at(-1);
  const under = (name: FacetName): WindowRow[] => rows.filter((row) => passes(row, name));
  return {
    cards,
    total: matching.length,
    next: last && rest.length > limit ? place(sort, last) : undefined,
    facets: {
      brand: counts(under("brand").map(({ brand }) => brand)),
      model: counts(under("model").map(({ model }) => model)),
      body: counts(under("body").map(({ body }) => body)),
      fuel: counts(under("fuel").map(({ fuel }) => fuel)),
      transmission: counts(under("transmission").map(({ transmission }) => transmission)),
      colour: counts(under("colour").map(({ colour }) => colour)),
      store: counts(under("store").map(({ store }) => store)),
      price: span(under("price").map(({ price }) => price.amount)),
      year: span(under("year").map(({ year }) => year)),
      mileage: span(under("mileage").map(({ mileage_km }) => mileage_km)),
    },
  };
}

function tests(asked: Filters): Record<string, (row: WindowRow) => boolean> {
  const same = (value: string | undefined, wanted: string | undefined): boolean =>
    wanted === undefined || value?.toLowerCase() === wanted.toLowerCase();
  return {
    brand: (row) => same(row.brand, asked.brand),
    model: (row) => same(row.model, asked.model),
    body: (row) => same(row.body, asked.body),
    fuel: (row) => same(row.fuel, asked.fuel),
    transmission: (row) => same(row.transmission, asked.transmission),
    colour: (row) => same(row.colour, asked.colour),
    store: (row) => same(row.store, asked.store),
    price: ({ price }) =>
      (asked.price_gte === undefined || price.amount >= asked.price_gte) &&
      (asked.price_lte === undefined || price.amount <= asked.price_lte),
    year: ({ year }) =>
      (asked.year_gte === undefined || year >= asked.year_gte) &&
      (asked.year_lte === undefined || year <= asked.year_lte),
    mileage: (row) => asked.mileage_lte === undefined || row.mileage_km <= asked.mileage_lte,
  };
}

function place(sort: Sort, row: WindowRow): Place {
  if (sort.endsWith("price")) return [row.price.amount, row.vehicle];
  if (sort.endsWith("year")) return [row.year, row.vehicle];
  if (sort === "mileage") return [row.mileage_km, row.vehicle];
  return [new Date(row.created_at).getTime(), row.vehicle];
}

function compare(sort: Sort, [a, first]: Place, [b, second]: Place): number {
  if (a !== b) return (a - b) * (sort.startsWith("-") ? -1 : 1);
  return first === second ? 0 : first < second ? -1 : 1;
}

function counts(values: (string | undefined)[]): { value: string; count: number }[] {
  const distinct = [...new Set(values)].filter((value) => value !== undefined);
  return distinct
    .map((value) => ({ value, count: values.filter((one) => one === value).length }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function span(values: number[]): { min: number; max: number } | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? undefined : { min: sorted[0]!, max: sorted.at(-1)! };
}

/** The brands' other spellings that the questions of these tests use. */
const alsoCalled: Record<string, string[]> = {
  BMW: ["宝马"],
  Volkswagen: ["vw", "大众"],
  "Mercedes-Benz": ["mercedes", "benz", "奔驰", "梅赛德斯奔驰"],
  BYD: ["比亚迪"],
  Škoda: ["斯柯达", "skoda"],
};

function textsMeant(rows: readonly WindowRow[], question: string | undefined): (row: WindowRow) => boolean {
  const asked = pieces(question ?? "").flatMap((piece) => {
    const signs = Array.from(piece);
    if (!isChinese(signs[0]!) || signs.length < 2) return [piece];
    return signs.slice(1).map((sign, at) => signs[at]! + sign);
  });
  const wordsOf = new Map(rows.map((row) => [row.vehicle, words(row)]));
  const everyWord = [...wordsOf.values()].flat();
  const answers = asked.map((word) => {
    const known = everyWord.some((one) => one.startsWith(word));
    const typed =
      !known && Array.from(word).length >= 4 && Array.from(word).every((sign) => /\p{L}/u.test(sign));
    return (one: string): boolean =>
      one.startsWith(word) || (typed && !isChinese(word[0]!) && distance(one, word) <= 1);
  });
  return ({ vehicle }) => answers.every((means) => wordsOf.get(vehicle)?.some(means));
}

/** All words by which a car may be found: of its name, and of each of its brand's other spellings. */
function words({ brand, model, trim = "" }: WindowRow): string[] {
  const texts = [[brand, model, trim].join(" "), ...(alsoCalled[brand] ?? [])];
  return texts.flatMap((text) => {
    const all = pieces(text);
    return all.flatMap((piece, at) => {
      const signs = Array.from(piece);
      if (isChinese(signs[0]!)) return signs.map((sign, place) => sign + (signs[place + 1] ?? ""));
      const before = at > 0 && !isChinese(all[at - 1]![0]!) ? [all[at - 1]! + piece] : [];
      return [piece, ...(piece.match(/\d+|\D+/g) ?? []), ...before];
    });
  });
}

/** A text in runs of Chinese signs and runs of letters and digits, sign by sign. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let kind = "";
  for (const sign of text.normalize("NFKD").toLowerCase()) {
    if (/\p{M}/u.test(sign)) continue;
    const its = isChinese(sign) ? "chinese" : /[\p{L}\p{N}]/u.test(sign) ? "other" : "";
    if (its && its === kind) found[found.length - 1] += sign;
    else if (its) found.push(sign);
    kind = its;
  }
  return found;
}

function isChinese(sign: string): boolean {
  return /\p{Script=Han}/u.test(sign);
}

/** Damerau's distance by the whole table (optimal string alignment). */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  for (let row = 1; row <= a.length; row += 1)
    for (let column = 1; column <= b.length; column += 1) {
      const differs = a[row - 1] === b[column - 1] ? 0 : 1;
      const exchanged = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      table[row]![column] = Math.min(
        table[row - 1]![column]! + 1,
        table[row]![column - 1]! + 1,
        table[row - 1]![column - 1]! + differs,
        row > 1 && column > 1 && exchanged ? table[row - 2]![column - 2]! + 1 : Infinity,
      );
    }
  return table[a.length]![b.length]!;
}
