import { expect, test } from "vitest";
import { reporting } from "#functions/reporting/context";
import { sweep } from "#shared/sweep";
import { turnClock } from "#shared/time";
import { forecourt, type Forecourt } from "#test/support/forecourt";
import { happening } from "#test/reporting-happening";
import { chance } from "../../bench/chance.ts";

const given = async () => {
  const world = await forecourt({ contexts: [reporting] });
  const dealer = await world.dealer();
  return { world, dealer, owner: () => world.staff(dealer, "owner"), say: happening(dealer) };
};
const minute = 60_000;
const day = 24 * 60 * minute;
const route = "/v1/reports/rebuild";
const duplicated = { times: 3, reorder: <T>(records: T[]): T[] => records.toReversed() };

/** The stored figures of one generation, byte for byte, but for the number of the generation itself. */
function figures(world: Forecourt, generation: number): string[] {
  const key = `#reporting#daily#${String(generation).padStart(16, "0")}`;
  return world
    .table()
    .filter((item) => JSON.stringify(item["pk"]).includes(`${key}"`))
    .map(({ pk: _pk, generation: _generation, ...rest }) =>
      JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
    )
    .sort();
}

async function finished(world: Forecourt, owner: () => ReturnType<Forecourt["staff"]>) {
  for (let turns = 0; turns < 20; turns += 1) {
    const { body } = await owner().get(route);
    if (body["state"] !== "running") return body;
    await world.later(minute);
  }
  throw new Error("The rebuild does not end.");
}

test("rebuilt from the event log equals live, byte for byte, under duplicates and reorder", async () => {
  const { world, owner, say } = await given();
  for (let at = 0; at < 5; at += 1) {
    await say.everything(40, at);
    await world.settle(duplicated);
    world.clock.advance(day);
  }
  expect((await owner().post(route, {})).status).toBe(202);
  const done = await finished(world, owner);

  expect(done).toMatchObject({ state: "switched", generation: 2, events: 200, differing_days: [] });
  expect(figures(world, 1)).toHaveLength(5);
  expect(figures(world, 2)).toEqual(figures(world, 1));
});

test("what happens while the figures are rebuilt is counted once in both generations", async () => {
  const { world, owner, say } = await given();
  await say.everything(50, 1);
  await world.settle(duplicated);
  await say.everything(25, 2);
  await owner().post(route, {});
  await say.everything(25, 3);
  await world.later(minute);
  await say.everything(25, 4);
  await world.settle(duplicated);
  await world.later(minute);
  await say.everything(25, 5);
  const done = await finished(world, owner);
  await say.everything(10, 6);
  await world.settle(duplicated);

  expect(done).toMatchObject({ state: "switched", differing_days: [] });
  const live = await given();
  for (const [count, seed] of [
    [50, 1],
    [25, 2],
    [25, 3],
    [25, 4],
    [25, 5],
    [10, 6],
  ] as const)
    await live.say.everything(count, seed);
  await live.world.settle();
  expect(figures(world, 2)).toEqual(figures(live.world, 1));
});

test("events that were logged but not yet delivered when the rebuild read them are not counted again", async () => {
  const { world, owner, say } = await given();
  await owner().post(route, {});
  await say.everything(30, 9);
  world.clock.advance(minute);
  await sweep();
  await world.settle(duplicated);
  const done = await finished(world, owner);
  expect(done).toMatchObject({ state: "switched", differing_days: [] });
  expect(figures(world, 2)).toEqual(figures(world, 1));
});

test("a step of the rebuild that is delivered twice, or late, changes nothing", async () => {
  const { world, owner, say } = await given();
  await say.everything(45, 3);
  await world.settle();
  await owner().post(route, {});
  world.clock.advance(minute);
  await sweep();
  const step = world.queues.bodies("forecourt-test-reporting");
  expect(step).toHaveLength(1);
  await world.settle();
  for (const body of [...step, ...step]) world.queues.send("forecourt-test-reporting", body);
  await world.settle();
  await finished(world, owner);
  for (const body of step) world.queues.send("forecourt-test-reporting", body);
  await world.settle();
  expect(figures(world, 2)).toEqual(figures(world, 1));
  expect(world.deadLetters("reporting")).toEqual([]);
});

test("days older than the event log are taken over as they are", async () => {
  const { world, owner, say } = await given();
  await say.everything(30, 4);
  await world.settle();
  world.clock.advance(70 * day);
  await say.everything(30, 5);
  await world.settle();
  await owner().post(route, {});
  const done = await finished(world, owner);
  expect(done).toMatchObject({ state: "switched", first_day: "2026-12-07", differing_days: [] });
  expect(figures(world, 2)).toHaveLength(2);
  expect(figures(world, 2)).toEqual(figures(world, 1));
});

test("live figures that the log does not bear out are told and kept, or replaced where that was asked for", async () => {
  const { world, owner, dealer, say } = await given();
  await say.placed(3);
  await world.settle();
  await spoil(dealer);
  const placed = async () => {
    const { body } = await owner().get("/v1/reports/daily?from=2026-11-25&to=2026-11-25");
    return body["totals"]!;
  };
  await owner().post(route, {});
  expect(await finished(world, owner)).toMatchObject({ state: "different", differing_days: ["2026-11-25"] });
  expect(await placed()).toMatchObject({ orders: { placed: 10 } });

  await owner().post(route, { on_difference: "switch" });
  expect(await finished(world, owner)).toMatchObject({
    state: "switched",
    generation: 3,
    differing_days: ["2026-11-25"],
  });
  world.clock.advance(minute);
  expect(await placed()).toMatchObject({ orders: { placed: 3 } });
});

test("a generation that is no longer read is forgotten, and the one that is read stays", async () => {
  const { world, owner, say } = await given();
  await say.everything(20, 6);
  await world.settle();
  await owner().post(route, {});
  await finished(world, owner);
  expect(figures(world, 1)).toHaveLength(1);
  await world.later(61 * minute);
  expect(figures(world, 1)).toEqual([]);
  expect(figures(world, 2)).toHaveLength(1);
});

test("one rebuild at a time, and the same request twice starts one", async () => {
  const { world, owner } = await given();
  expect((await owner().get(route)).status).toBe(404);
  const first = await owner().post(route, {}, { "idempotency-key": "one" });
  const replay = await owner().post(route, {}, { "idempotency-key": "one" });
  expect([replay.status, replay.headers["idempotency-replayed"]]).toEqual([202, "true"]);
  expect(replay.body).toEqual(first.body);
  const second = await owner().post(route, {}, { "idempotency-key": "two" });
  expect([second.status, second.body["code"]]).toEqual([409, "rebuild_running"]);
  expect((await owner().post(route, { on_difference: "guess" })).status).toBe(400);
  expect(await finished(world, owner)).toMatchObject({ state: "switched", events: 0 });
});

/** As a bug in the counting would have left it. */
async function spoil(dealer: string): Promise<void> {
  const { DayFigures } = await import("#functions/reporting/entities");
  const { system, within } = await import("#shared/scope");
  const { transact } = await import("#shared/transact");
  const scope = { context: "reporting", dealer, caller: system, correlation: "test", action: "test" };
  await within(scope, async () =>
    transact([DayFigures.touch({ generation: 1, day: "2026-11-25" }, { add: { orders_placed: 7 } })]),
  );
}

test("a log that takes longer than one step is read in several, each event once", async () => {
  const { world, owner, say } = await given();
  await say.everything(120, 8);
  await world.settle();
  await owner().post(route, {});
  world.clock.advance(minute);
  await sweep();
  // A slow machine: a quarter of a second goes by whenever somebody looks at the clock.
  let late = 0;
  turnClock({ now: () => world.clock.now() + (late += 250), wait: async () => undefined });
  await world.settle();
  turnClock({ now: world.clock.now, wait: async () => undefined });

  const { body: half } = await owner().get(route);
  expect(half["state"]).toBe("running");
  expect(half["events"]).toBeGreaterThan(0);
  expect(half["events"]).toBeLessThan(120);
  expect(await finished(world, owner)).toMatchObject({ state: "switched", events: 120 });
  expect(figures(world, 2)).toEqual(figures(world, 1));
});

test.each([11, 12, 13])(
  "in whatever way events, deliveries and steps interleave, figures equal the log (seed %i)",
  async (seed) => {
    const { world, owner, say } = await given();
    const random = chance(seed);
    const shuffled = <T>(records: T[]): T[] =>
      records
        .map((record) => [random(), record] as const)
        .sort(([a], [b]) => a - b)
        .map(([, record]) => record);
    const acts = [
      () => say.everything(1 + Math.floor(random() * 12), Math.floor(random() * 1e6)),
      () => world.settle({ times: 1 + Math.floor(random() * 3), reorder: shuffled }),
      () => owner().post(route, {}),
      async () => {
        world.clock.advance(Math.floor(random() * 3) * minute);
        await sweep();
      },
    ];
    for (let turn = 0; turn < 40; turn += 1) await acts[Math.floor(random() * acts.length)]?.();
    await world.settle({ times: 2, reorder: shuffled });
    await finished(world, owner);
    await owner().post(route, {});
    expect(await finished(world, owner)).toMatchObject({ state: "switched", differing_days: [] });

    const { body } = await owner().get("/v1/reports/daily?from=2026-11-25&to=2026-11-27");
    const logged = (name: string) => world.table().filter((item) => isEvent(item, name)).length;
    expect(body["totals"]).toMatchObject({
      orders: {
        placed: logged("OrderPlaced"),
        paid: logged("OrderPaid"),
        cancelled: logged("OrderCancelled"),
        expired: logged("OrderExpired"),
        refunded: logged("OrderRefunded"),
      },
    });
  },
);

function isEvent(item: object, name: string): boolean {
  const text = JSON.stringify(item);
  return text.includes('"_kind":{"S":"Event"}') && text.includes(`"type":{"S":"${name}"}`);
}
