import * as fc from "fast-check";
import { forgetHeld } from "#functions/catalog/search/memory";
import type { WindowRow } from "#functions/catalog/window-row";
import { type Scope, system, within } from "#shared/scope";
import { oracle, type Question } from "#test/catalog-oracle";
import { anyQuestion, anyRow } from "#test/catalog-questions";
import type { Client } from "#test/support/api";
import { stored } from "#test/support/seen";
import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance, type Chance, seedRandomness } from "../sim/chance.ts";
import { disturb } from "../sim/faults.ts";
import { follower } from "../sim/late-reads.ts";
import { done, type Making, making } from "../sim/making.ts";

/**
 * Cars with names of both scripts come, change, are taken off, ordered and left; shoppers ask what people ask, by words,
 * filters and orders, page by page, of processes that hold the window and of such that begin. Each answer is compared
 * with a second reading that looks at every car, and what is shown beside a car with what may be. `n` counts questions.
 */
export const guarantee: Guarantee = {
  name: "window",
  promise:
    "Whatever shoppers search, filter and sort by, the shop window answers as looking at every car would; and beside a car it shows other cars, each once, the best first.",
  run,
  bugs: [
    {
      name: "words with accents and in wide letters are other words",
      file: "functions/catalog/search/words.ts",
      find: `text.normalize("NFKD").replace(/\\p{M}/gu, "").toLowerCase()`,
      put: "text.toLowerCase()",
    },
    {
      name: "the dearest come first where the cheapest were asked for",
      file: "functions/catalog/sorting.ts",
      find: 'sort.startsWith("-") ? -1 : 1',
      put: 'sort.startsWith("-") || figureOf[sort] === "price" ? -1 : 1',
    },
    {
      name: "a car that changed is found as it was",
      file: "functions/catalog/record.ts",
      find: "if (is && was && JSON.stringify(rowOf(before)) === JSON.stringify(rowOf(after))) return [];",
      put: "if (is && was) return [];",
    },
    {
      name: "a process that begins reads the first page of the window",
      file: "functions/catalog/search/held.ts",
      find: "    cursor = next_cursor;\n",
      put: "    cursor = next_cursor === cursor ? next_cursor : undefined;\n",
    },
    {
      name: "a car is recommended beside itself",
      file: "functions/recommendation/similar.ts",
      find: "  cars.delete(vehicle);\n",
      put: "",
    },
  ],
};

type Shop = { make: Making; drawn: Chance; visitor: Client; rows: () => WindowRow[] };

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const drawn = chance(seed);
  const world = await trialWorld();
  const make = making(world, await world.dealer());
  follower(world);
  disturb(world, ({ operation }) => (operation === "Query" && drawn.happens(0.5) ? "short" : undefined));
  const rows = () => stored(world, "Vehicle").filter(isOffered).map(rowOf);
  const shop: Shop = { make, drawn, visitor: world.visitor, rows };
  const scope: Scope = {
    context: "catalog",
    dealer: make.dealer,
    caller: system,
    correlation: "trial",
    action: "trial",
  };
  const violations: string[] = [];
  let n = 0;
  const drafts = fc.sample(anyRow, { numRuns: 50, seed });
  const stores = [await make.store(), await make.store()];
  for (const [round, stir] of stirs(drafts, stores).entries()) {
    await stir(shop);
    await world.settle();
    // What is so old is in the rows alone for whoever begins: nobody follows changes from before.
    world.clock.advance(5 * 60_000);
    for (const question of fc.sample(anyQuestion, {
      numRuns: Math.max(10, Math.round(40 * effort)),
      seed: seed + round,
    })) {
      // A process that begins holds nothing yet.
      if (drawn.happens(0.15)) within(scope, forgetHeld);
      n += 1;
      violations.push(...(await asked(shop, question)));
      if (untilFirst && violations.length > 0) return { n, violations, stimuli: n };
    }
    violations.push(...(await beside(shop)));
  }
  return { n, violations, stimuli: n };
}

type Stir = (shop: Shop) => Promise<void>;

const stirs = (drafts: readonly WindowRow[], stores: readonly string[]): Stir[] => [
  enter(drafts.slice(0, 25), stores),
  enter(drafts.slice(25), stores),
  async (shop) => (await look(shop), alter(shop)),
  leave,
];

type Car = Record<string, unknown>;

const isOffered = (car: Car): boolean => car["status"] === "on_sale" && car["availability"] === "available";

const shown = ["vehicle", "brand", "model", "trim", "year", "colour", "body", "fuel", "transmission", "mileage_km", "price", "store", "created_at"] as const; // prettier-ignore

/** What the window has to show of a car. */
function rowOf(car: Car): WindowRow {
  const [photo] = car["photos"] as unknown[];
  const fields = shown.flatMap((name) => (car[name] === undefined ? [] : [[name, car[name]]]));
  return { ...Object.fromEntries(fields), ...(photo ? { photo } : {}) } as WindowRow;
}

function enter(rows: readonly WindowRow[], stores: readonly string[]): Stir {
  return async ({ make, drawn }) => {
    for (const { vehicle: _vehicle, created_at: _created, photo, store, ...row } of rows) {
      const { vin } = make.vehicle();
      const own = { vin, configuration: { doors: 4 }, photos: photo ? [photo] : [] };
      const car = { ...row, ...own, ...(store ? { store: drawn.pick(stores) } : {}) };
      const { body } = await make.staff().post("/v1/vehicles", car).then(done);
      const { vehicle = "" } = body as Record<string, string>;
      await make.staff().post(`/v1/vehicles/${vehicle}/put-on-sale`).then(done);
      await make.staff().post("/v1/stock-units", { vin, vehicle }).then(done);
    }
  };
}

/** Three visitors look at the same cars, so that some are shown for that. */
async function look({ make, visitor, rows }: Shop): Promise<void> {
  for (const name of ["visitor-of-the-first-day", "visitor-of-the-second-day", "visitor-of-the-third-day"])
    for (const { vehicle } of rows().slice(0, 8))
      await visitor
        .post(`/v1/dealers/${make.dealer}/signals`, { visitor: name, kind: "view", vehicle })
        .then(done);
}

async function alter({ make, drawn, rows }: Shop): Promise<void> {
  for (const { vehicle, price } of drawn.shuffled(rows()).slice(0, 12)) {
    const { headers } = await make.staff().get(`/v1/vehicles/${vehicle}`).then(done);
    const change = drawn.pick([
      { price: { ...price, amount: price.amount + 150_000 } },
      { trim: "R-Line" },
      { model: "Octavía", colour: "white" },
    ]);
    await make
      .staff()
      .patch(`/v1/vehicles/${vehicle}`, change, { "if-match": headers["etag"] ?? "" })
      .then(done);
  }
}

async function leave({ make, drawn, rows }: Shop): Promise<void> {
  for (const [at, { vehicle }] of drawn.shuffled(rows()).slice(0, 16).entries())
    if (at % 2 > 0) await make.staff().post(`/v1/vehicles/${vehicle}/take-off-sale`).then(done);
    else await make.buyer().post(`/v1/dealers/${make.dealer}/orders`, { vehicle }, make.key()).then(done);
}

/** One question, page by page to its end. */
async function asked({ make, visitor, rows }: Shop, question: Question): Promise<string[]> {
  const { filters, sort, limit } = question;
  if (filters.q?.trim() === "") return [];
  const search = new URLSearchParams({ sort, limit: String(limit) });
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) search.set(name, String(value));
  const wanted = oracle(rows(), { filters, sort, limit: Number.MAX_SAFE_INTEGER });
  const cards: unknown[] = [];
  for (let pages = 0; pages < 60; pages += 1) {
    const { body } = await visitor.get(`/v1/dealers/${make.dealer}/vehicles?${search}`).then(done);
    const { data, total, facets, next_cursor } = body as unknown as Answer;
    cards.push(...data);
    if (!same(total, wanted.total)) return [`${search}: ${total} cars instead of ${wanted.total}`];
    if (!same(facets, wanted.facets)) return [`${search}: other facets than the cars have`];
    if (next_cursor === undefined) break;
    search.set("cursor", next_cursor);
  }
  search.delete("cursor");
  return same(cards, wanted.cards) ? [] : [`${search}: ${cards.length} cars, in another order or otherwise`];
}

type Answer = { data: unknown[]; total: number; facets: unknown; next_cursor?: string };

/** Beside a car stand others that can be bought, each once; of each reason the best first. */
async function beside({ make, visitor, drawn, rows }: Shop): Promise<string[]> {
  const offered = new Set(rows().map(({ vehicle }) => vehicle));
  const violations: string[] = [];
  for (const vehicle of [...[...offered].slice(0, 6), ...drawn.shuffled([...offered]).slice(0, 6)]) {
    const { body } = await visitor.get(`/v1/dealers/${make.dealer}/vehicles/${vehicle}/similar`).then(done);
    const data = body.data as { vehicle: string; reason: string; score: number }[];
    const names = data.map((row) => row.vehicle);
    if (names.includes(vehicle)) violations.push(`${vehicle} is recommended beside itself`);
    if (new Set(names).size < names.length) violations.push(`a car is shown twice beside ${vehicle}`);
    if (names.some((name) => !offered.has(name))) violations.push(`beside ${vehicle} is one that is gone`);
    const unsorted = data.some(
      ({ reason, score }, at) => data[at - 1]?.reason === reason && (data[at - 1]?.score ?? 1) < score,
    );
    if (unsorted) violations.push(`beside ${vehicle} the best do not come first`);
  }
  return violations;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]),
  );
}
