import * as fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { catalog } from "#functions/catalog/context";
import { WindowRow as Stored } from "#functions/catalog/entities";
import type { WindowRow } from "#functions/catalog/window-row";
import { newId } from "#shared/ids";
import { system, within } from "#shared/scope";
import { transact } from "#shared/transact";
import { inWindow, onSale } from "#test/catalog-given";
import { anyRow } from "#test/catalog-questions";
import { type Forecourt, forecourt } from "#test/support/forecourt";

let world: Forecourt;
let london: string;

beforeEach(async () => {
  world = await forecourt({ contexts: [catalog] });
  london = await world.dealer();
});

const sorts: Record<string, (a: WindowRow, b: WindowRow) => number> = {
  price: (a, b) => a.price.amount - b.price.amount,
  "-price": (a, b) => b.price.amount - a.price.amount,
  year: (a, b) => a.year - b.year,
  "-year": (a, b) => b.year - a.year,
  mileage: (a, b) => a.mileage_km - b.mileage_km,
  "-created_at": (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
};

/** Rows as they lie in the table, without the vehicles behind them: for lists longer than routes could fill in time. */
async function put(rows: readonly WindowRow[]): Promise<void> {
  const scope = { context: "catalog", dealer: london, caller: system, correlation: "test", action: "test" };
  await within(scope, async () => {
    for (let from = 0; from < rows.length; from += 100)
      await transact(rows.slice(from, from + 100).map((row) => Stored.create({ ...row, revision: 1 })));
  });
}

test("pages one after the other show every matching car once, in the order asked for", async () => {
  const [rows] = fc.sample(
    fc.uniqueArray(anyRow, { selector: ({ vehicle }) => vehicle, minLength: 80, maxLength: 80 }),
    {
      numRuns: 1,
      seed: 7,
    },
  );
  await put(rows!.map((row) => ({ ...row, vehicle: newId("veh") })));
  for (const [sort, order] of Object.entries(sorts)) {
    const seen: WindowRow[] = [];
    let cursor = "";
    do {
      const query = `sort=${sort}&fuel=petrol&limit=7${cursor && `&cursor=${cursor}`}`;
      const { body } = await world.visitor.get(`/v1/dealers/${london}/vehicles?${query}`);
      seen.push(...(body.data as WindowRow[]));
      cursor = (body as { next_cursor?: string }).next_cursor ?? "";
    } while (cursor);
    expect(seen.length).toBe(rows!.filter(({ fuel }) => fuel === "petrol").length);
    expect(new Set(seen.map(({ vehicle }) => vehicle)).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted((a, b) => order(a, b) || (a.vehicle < b.vehicle ? -1 : 1)));
  }
});

test("a car that is put on sale while somebody pages is neither shown twice nor pushes one out", async () => {
  const cars: string[] = [];
  for (let index = 0; index < 4; index += 1)
    cars.push((await onSale(world, london, { price: { amount: 1000 + index, currency: "GBP" } })).vehicle);
  const first = await world.visitor.get(`/v1/dealers/${london}/vehicles?sort=price&limit=2`);
  await onSale(world, london, { price: { amount: 1, currency: "GBP" } });
  const { next_cursor } = first.body as { next_cursor?: string };
  expect(await inWindow(world, london, `?sort=price&limit=2&cursor=${next_cursor}`)).toEqual(cars.slice(2));
});

test("a cursor is good for its own list only", async () => {
  for (let index = 0; index < 3; index += 1) await onSale(world, london);
  const { body } = await world.visitor.get(`/v1/dealers/${london}/vehicles?limit=1`);
  const { next_cursor } = body as { next_cursor?: string };
  for (const query of [
    `sort=price&cursor=${next_cursor}`,
    `brand=BMW&cursor=${next_cursor}`,
    "cursor=r1.forged",
  ]) {
    const reply = await world.visitor.get(`/v1/dealers/${london}/vehicles?limit=1&${query}`);
    expect(reply.body).toMatchObject({ status: 400, code: "cursor_invalid" });
  }
});

test("what is not a filter is refused, not ignored", async () => {
  for (const query of [
    "seats=4",
    "sort=name",
    "q=",
    `q=${"a".repeat(101)}`,
    "store=sto_1",
    "transmission=none",
    "price_gte=-1",
    "price_gte=1e5",
    "limit=0",
    "limit=101",
    "body=tank",
    "brand=BMW&brand=Kia",
  ])
    expect((await world.visitor.get(`/v1/dealers/${london}/vehicles?${query}`)).status, query).toBe(400);
});

test("a brand is found in the spellings of both languages", async () => {
  const { vehicle } = await onSale(world, london, { brand: "mercedes benz", model: "C 200" });
  await onSale(world, london);
  for (const query of ["brand=Mercedes-Benz", `brand=${encodeURIComponent("奔驰")}`, "model=c%20200"])
    expect(await inWindow(world, london, `?${query}`), query).toEqual([vehicle]);
});

test("a window longer than one megabyte is read to its end once, and from memory after that", async () => {
  const [sample] = fc.sample(anyRow, { numRuns: 1, seed: 3 });
  const alt = "x".repeat(200);
  const photo = { url: `https://example.com/${"p".repeat(400)}`, alt: { en: alt, "zh-CN": alt } };
  await put(Array.from({ length: 1500 }, () => ({ ...sample!, vehicle: newId("veh"), photo })));
  const cold = await callsOf(() => world.visitor.get(`/v1/dealers/${london}/vehicles`));
  // Is there a base? No: two pages of rows, and what changed meanwhile.
  expect(cold).toEqual(["GetItem", "Query", "Query", "Query"]);
  const warm = await callsOf(() => world.visitor.get(`/v1/dealers/${london}/vehicles?sort=price&limit=3`));
  expect(warm).toEqual(["Query"]);
  const { body } = await world.visitor.get(`/v1/dealers/${london}/vehicles?sort=price&limit=3`);
  expect(body).toMatchObject({ total: 1500, facets: { brand: [{ value: sample!.brand, count: 1500 }] } });
  expect(body.data).toHaveLength(3);
});

/** Calls to the table, after the dealer's settings and the root secret are known. */
async function callsOf(run: () => Promise<unknown>): Promise<string[]> {
  await world.visitor.get(`/v1/dealers/${london}/vehicles/${newId("veh")}`);
  world.aws.reset();
  await run();
  return world.aws.calls.filter(({ service }) => service === "dynamodb").map(({ operation }) => operation);
}

test("two to four cars stand side by side, and what differs is marked", async () => {
  const a = await onSale(world, london);
  const b = await onSale(world, london, {
    year: 2020,
    configuration: { power_kw: 110, drive: "rear", features: ["head-up DISPLAY", "Sunroof"] },
  });
  const path = `/v1/dealers/${london}/vehicle-comparison`;
  const { body } = await world.visitor.get(`${path}?vehicle=${a.vehicle}&vehicle=${b.vehicle}`);
  const { vehicles, rows } = body as unknown as {
    vehicles: { vehicle: string }[];
    rows: Record<string, unknown>[];
  };
  expect(vehicles.map(({ vehicle }) => vehicle)).toEqual([a.vehicle, b.vehicle]);
  expect(rows[0]).toMatchObject({ field: "price", differs: false });
  const said = (field: string) => rows.filter((row) => row["field"] === field);
  expect(said("configuration.power_kw")).toEqual([
    { field: "configuration.power_kw", values: [140, 110], differs: true },
  ]);
  expect(said("configuration.drive")).toMatchObject([{ values: ["rear", "rear"], differs: false }]);
  expect(said("configuration.engine_cc")).toMatchObject([{ values: [1995, null], differs: true }]);
  expect(said("feature")).toMatchObject([
    { feature: "Head-up display", values: [true, true], differs: false },
    { feature: "Sunroof", values: [false, true], differs: true },
  ]);
  expect(said("year")).toMatchObject([{ values: [2022, 2020], differs: true }]);
  expect(said("trim")).toEqual([]);
});

test("one car, five cars, a car twice and a car that is not on sale are no comparison", async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => onSale(world, london)));
  const path = `/v1/dealers/${london}/vehicle-comparison`;
  const asked = (cars: { vehicle: string }[]) =>
    world.visitor.get(`${path}?${cars.map(({ vehicle }) => `vehicle=${vehicle}`).join("&")}`);
  for (const cars of [all.slice(0, 1), all, [all[0]!, all[0]!]]) expect((await asked(cars)).status).toBe(400);
  expect((await world.visitor.get(path)).status).toBe(400);
  expect((await asked(all.slice(0, 4))).status).toBe(200);
  await world.staff(london, "owner").post(`/v1/vehicles/${all[1]!.vehicle}/take-off-sale`);
  expect((await asked(all.slice(0, 2))).status).toBe(404);
});

test("the window is exactly the cars on sale that nobody has, whatever staff do", async () => {
  const staff = world.staff(london, "owner");
  const steps = fc.array(fc.constantFrom("put-on-sale", "take-off-sale", "change", "add"), { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (todo, random) => {
      const cars = [(await onSale(world, london)).vehicle];
      for (const step of todo) {
        const path = `/v1/vehicles/${cars[(random.next().value ?? 0) % cars.length]}`;
        if (step === "add") cars.push((await onSale(world, london)).vehicle);
        else if (step !== "change") await staff.post(`${path}/${step}`);
        else {
          const { headers } = await staff.get(path);
          const mileage_km = (random.next().value ?? 0) % 1000;
          await staff.patch(path, { mileage_km }, { "if-match": headers["etag"] ?? "" });
        }
      }
      const { body } = await world.visitor.get(`/v1/dealers/${london}/vehicles?limit=100`);
      const kept = await Promise.all(cars.map((vehicle) => staff.get(`/v1/vehicles/${vehicle}`)));
      const expected = kept.map(
        (reply) => reply.body as { status?: string; vehicle?: string; mileage_km?: number },
      );
      const shown = body.data as { vehicle: string; mileage_km: number }[];
      for (const { status, vehicle, mileage_km } of expected) {
        const row = shown.find((one) => one.vehicle === vehicle);
        expect(row?.mileage_km).toBe(status === "on_sale" ? mileage_km : undefined);
      }
      for (const vehicle of cars) await staff.post(`/v1/vehicles/${vehicle}/take-off-sale`);
      expect(await inWindow(world, london)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
