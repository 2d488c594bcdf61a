import * as fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { RebuildWindow } from "#functions/catalog/commands";
import { catalog } from "#functions/catalog/context";
import {
  Base,
  Segment,
  type StoredVehicle,
  Vehicle,
  WindowChange,
  WindowRow,
} from "#functions/catalog/entities";
import { rowOf } from "#functions/catalog/record";
import { fold } from "#functions/catalog/search/fold";
import { forgetHeld, heldOr } from "#functions/catalog/search/memory";
import { rebuildFurther, renew } from "#functions/catalog/search/rebuild";
import { emptySnapshot } from "#functions/catalog/search/snapshot";
import { newId } from "#shared/ids";
import { system, within } from "#shared/scope";
import { instant, now } from "#shared/time";
import { transact } from "#shared/transact";
import { inWindow, onSale } from "#test/catalog-given";
import { anyRow } from "#test/catalog-questions";
import { type Forecourt, forecourt } from "#test/support/forecourt";

let world: Forecourt;
let london: string;
let staff: ReturnType<Forecourt["staff"]>;

beforeEach(async () => {
  world = await forecourt({ contexts: [catalog] });
  london = await world.dealer();
  staff = world.staff(london, "owner");
});

const inLondon = <T>(run: () => T): T =>
  within({ context: "catalog", dealer: london, caller: system, correlation: "test", action: "test" }, run);
/** What a new process begins with: nothing. */
const forget = () => inLondon(forgetHeld);
const base = () => inLondon(() => Base.find({ of: "window" }, { consistent: true }));
const foldNow = () => inLondon(async () => transact(await fold()));
/** Long enough that nothing written before is still under way. */
const settled = 61_000;

/** Cars on sale as routes would have left them, many at once. */
async function stocked(many: number): Promise<StoredVehicle[]> {
  const rows = fc.sample(anyRow, { numRuns: many, seed: 9 });
  const cars = rows.map(({ photo, ...row }, at): StoredVehicle => ({
    ...row,
    vehicle: newId("veh"),
    vin: `WBA8E9C50GK${String(at).padStart(6, "0")}`,
    store: undefined,
    photos: photo ? [photo] : [],
    configuration: { doors: 4 },
    status: "on_sale",
    availability: "available",
    updated_at: row.created_at,
    version: 1,
  }));
  for (let from = 0; from < cars.length; from += 50)
    await inLondon(() =>
      transact(
        cars
          .slice(from, from + 50)
          .flatMap((car) => [Vehicle.create(car), WindowRow.create({ ...rowOf(car), revision: 1 })]),
      ),
    );
  return cars;
}

async function list(query = "") {
  const reply = await world.visitor.get(`/v1/dealers/${london}/vehicles${query}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body as unknown as { data: { vehicle: string }[]; total: number; as_of: string };
}

async function callsOf(run: () => Promise<unknown>): Promise<string[]> {
  await world.visitor.get(`/v1/dealers/${london}/vehicles/${newId("veh")}`);
  world.aws.reset();
  await run();
  return world.aws.calls.map(({ operation }) => operation);
}

test("one list is one call whatever the size of the window, and so is the one after a car changed", async () => {
  const cars = await stocked(700);
  await foldNow();
  await world.later(settled);
  await list();
  expect(await callsOf(() => list("?q=bmw&fuel=petrol&price_lte=900000&sort=price"))).toEqual(["Query"]);
  await staff.post(`/v1/vehicles/${cars[0]!.vehicle}/take-off-sale`);
  const asked = await callsOf(async () => expect((await list()).total).toBe(699));
  expect(asked).toEqual(["Query"]);
});

test("a process that begins reads the base, its segments together, and what changed since", async () => {
  await stocked(700);
  await foldNow();
  await world.later(settled);
  expect(await base()).toMatchObject({ segments: [{ entries: 700 }], folded: 0 });
  forget();
  expect(await callsOf(async () => expect((await list()).total).toBe(700))).toEqual([
    "GetItem",
    "BatchGetItem",
    "Query",
  ]);
});

test("a list says when it was true, and that is when it was asked for", async () => {
  await onSale(world, london);
  await list();
  world.clock.advance(12_345);
  expect((await list()).as_of).toBe(instant(now()));
});

test("a small window needs no segments, and folding makes it none", async () => {
  await stocked(3);
  await foldNow();
  await world.later(settled);
  expect(await base()).toBeUndefined();
  expect((await list()).total).toBe(3);
});

test("what has changed is folded into the last segment, and a process that begins has it", async () => {
  const cars = await stocked(600);
  await foldNow();
  await world.later(settled);
  for (const { vehicle } of cars.slice(0, 20)) await staff.post(`/v1/vehicles/${vehicle}/take-off-sale`);
  const added = await onSale(world, london);
  world.clock.advance(settled);
  const before = await base();
  await foldNow();
  const after = await base();
  expect(after).toMatchObject({ segments: [{ entries: 601 }], folded: 21 });
  expect(after!.through > before!.through).toBe(true);
  forget();
  expect((await list()).total).toBe(581);
  expect(await inWindow(world, london, "?limit=1")).toEqual([added.vehicle]);
});

test("a change whose transaction took a minute to commit is not missed by who has read on meanwhile", async () => {
  const [car] = await stocked(1);
  await list();
  const changed = instant(now() - 55_000);
  world.clock.advance(1000);
  await list();
  await inLondon(() =>
    transact([WindowChange.put({ changed, vehicle: car!.vehicle, revision: 2 }, { vehicle: car!.vehicle })]),
  );
  expect((await list()).total).toBe(0);
});

test("when a segment is gone the rows are read, and nothing is missing", async () => {
  await stocked(600);
  await foldNow();
  await world.later(settled);
  const [first] = (await base())!.segments;
  await inLondon(async () => transact([Segment.remove(await Segment.get(first!))]));
  forget();
  expect((await list()).total).toBe(600);
});

test("what was not followed for as long as changes are kept is not believed", async () => {
  const [car] = await stocked(600);
  await foldNow();
  await world.later(settled);
  await list();
  await inLondon(() => transact([WindowRow.remove({ ...rowOf(car!), revision: 1 })]));
  expect((await list()).total).toBe(600);
  world.clock.advance(9 * 86_400_000);
  expect((await list()).total).toBe(599);
});

test("a window is made anew from the vehicles by one command, and what was wrong in it is mended", async () => {
  const cars = await stocked(510);
  const [lost, wrong, sold] = cars;
  const orphan = newId("veh");
  await inLondon(() =>
    transact([
      WindowRow.remove({ ...rowOf(lost!), revision: 1 }),
      WindowRow.put({ ...rowOf(wrong!), colour: "Wrong", revision: 1 }, { vehicle: wrong!.vehicle }),
      WindowRow.create({ ...rowOf(wrong!), vehicle: orphan, revision: 7 }),
      Vehicle.change(sold!, { availability: "sold" }),
    ]),
  );
  expect((await list()).total).toBe(510);
  const begun = await staff.post("/v1/vehicles/reindex");
  expect(begun.status).toBe(202);
  expect((await staff.post("/v1/vehicles/reindex")).body).toEqual(begun.body);
  await world.later(settled);
  for (const when of ["in the process that had it", "in one that begins"]) {
    expect((await list("?colour=wrong")).total, when).toBe(0);
    expect((await list()).total, when).toBe(509);
    forget();
  }
  expect(await base()).toMatchObject({ segments: [{ entries: 509 }] });
  expect(world.deadLetters("catalog")).toEqual([]);
});

test("who may not write vehicles may not have the window made anew", async () => {
  expect((await world.staff(london, "salesperson").post("/v1/vehicles/reindex")).status).toBe(403);
  expect((await world.visitor.post("/v1/vehicles/reindex")).status).toBe(401);
});

test("segments are made anew before they are too old, and not while they are young", async () => {
  await stocked(600);
  await foldNow();
  await world.later(settled);
  expect(await inLondon(renew)).toEqual([]);
  const before = await base();
  world.clock.advance(5 * 86_400_000);
  await inLondon(async () => transact(await renew()));
  const building = (await base())!.building!;
  const data = { building, stage: "segments" as const, segments: [] };
  const step = {
    id: "cmd_1",
    type: RebuildWindow.name,
    time: instant(),
    dealer: london,
    actor: "system",
    correlation: "test",
    data,
  };
  await inLondon(async () => transact(await rebuildFurther(step)));
  const after = await base();
  expect(after!.built_at > before!.built_at).toBe(true);
  expect(after!.segments).toMatchObject([{ entries: 600 }]);
  expect(after!.segments).not.toEqual(before!.segments);
  expect(await inLondon(() => rebuildFurther(step))).toEqual([]);
});

test("one dealer's cars are never in another's list, whichever of them was asked for last", async () => {
  const paris = await world.dealer({ id: "paris-cars" });
  const here = await onSale(world, london);
  const there = await onSale(world, paris);
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await inWindow(world, london)).toEqual([here.vehicle]);
    expect(await inWindow(world, paris)).toEqual([there.vehicle]);
  }
});

test("when memory is full, the window that was not asked for longest is forgotten", async () => {
  let loads = 0;
  const ask = (dealer: string) =>
    within({ context: "catalog", dealer, caller: system, correlation: "test", action: "test" }, () =>
      heldOr(async () => {
        loads += 1;
        return { snapshot: emptySnapshot(700_000), position: "" };
      }),
    );
  for (const dealer of ["one", "two", "one", "three", "one"]) await ask(dealer);
  expect(loads).toBe(3);
  await ask("two");
  expect(loads).toBe(4);
});

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("toggle" as const), which: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("price" as const), which: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), which: fc.nat({ max: 90 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("fold" as const, "forget" as const, "crash" as const),
        which: fc.nat({ max: 6 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("look" as const), which: fc.nat() }) },
  ),
  { minLength: 5, maxLength: 30 },
);

test("whatever is changed, folded, interrupted and forgotten, the list is what the vehicles say", async () => {
  const cars = (await stocked(520)).slice(0, 12).map(({ vehicle }) => vehicle);
  await foldNow();
  await world.later(settled);
  const look = async () => {
    const { data, total } = await list("?limit=100&sort=price&price_lte=99");
    const kept = await inLondon(() => Vehicle.findAll(cars.map((vehicle) => ({ vehicle }))));
    const shown = kept.filter((car) => car!.status === "on_sale");
    expect(total).toBe(shown.filter((car) => car!.price.amount <= 99).length);
    expect(data).toMatchObject(
      shown
        .filter((car) => car!.price.amount <= 99)
        .toSorted((a, b) => a!.price.amount - b!.price.amount || (a!.vehicle < b!.vehicle ? -1 : 1))
        .map((car) => ({ vehicle: car!.vehicle, price: car!.price })),
    );
    expect((await list()).total).toBe(508 + shown.length);
  };
  await fc.assert(
    fc.asyncProperty(steps, async (todo) => {
      staff = world.staff(london, "owner");
      for (const { kind, which } of todo) {
        const path = `/v1/vehicles/${cars[which % cars.length]}`;
        if (kind === "toggle") {
          const { body } = await staff.get(path);
          const verb = (body as { status?: string }).status === "on_sale" ? "take-off-sale" : "put-on-sale";
          await staff.post(`${path}/${verb}`);
        } else if (kind === "price") {
          const { headers } = await staff.get(path);
          const price = { amount: 1 + (which % 150), currency: "GBP" };
          await staff.patch(path, { price }, { "if-match": headers["etag"] ?? "" });
        } else if (kind === "wait") world.clock.advance(which * 1000);
        else if (kind === "fold") await foldNow();
        else if (kind === "forget") forget();
        else if (kind === "look") await look();
        else await interrupted(which);
      }
      await look();
      forget();
      await look();
    }),
    { numRuns: 12 },
  );
});

/** A fold that dies at its nth call. */
async function interrupted(after: number): Promise<void> {
  let left = after;
  world.aws.intercept = () => {
    left -= 1;
    if (left < 0) throw new Error("the process died");
  };
  await foldNow().catch(() => undefined);
  world.aws.reset();
}
