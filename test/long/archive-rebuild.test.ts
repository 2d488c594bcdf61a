import { expect, test } from "vitest";
import { reporting } from "#functions/reporting/context";
import { archiveBucket } from "../support/deployment.ts";
import { forecourt, type Forecourt } from "../support/forecourt.ts";
import { happening } from "../reporting-happening.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const route = "/v1/reports/rebuild";
const began = "2026-11-25";

/** Ninety-odd days of business; the log has forgotten the older third, as TTL makes it. */
async function aQuarter(zone = "Europe/London") {
  const world = await forecourt({ contexts: [reporting], archives: true });
  const dealer = await world.dealer({ zone });
  const say = happening(dealer);
  for (let at = 0; at < 12; at += 1) {
    await say.everything(12, at);
    await world.settle({ times: 2, reorder: (records) => records.toReversed() });
    world.clock.advance(8 * day - 2 * 60 * minute);
  }
  world.dynamodb.sweepExpired();
  return { world, dealer, owner: () => world.staff(dealer, "owner") };
}

async function rebuilt({ world, owner }: Awaited<ReturnType<typeof aQuarter>>, body: object) {
  expect((await owner().post(route, body)).status).toBe(202);
  for (let turns = 0; turns < 20; turns += 1) {
    await world.later(minute);
    const answer = (await owner().get(route)).body;
    if (answer["state"] !== "running") return answer;
  }
  throw new Error("The rebuild does not end.");
}

/** The stored figures of a generation, byte for byte, but for its number. */
function figures(world: Forecourt, generation: number): string[] {
  const key = `#reporting#daily#${String(generation).padStart(16, "0")}"`;
  return world
    .table()
    .filter((item) => JSON.stringify(item["pk"]).includes(key))
    .map(({ pk: _pk, generation: _generation, ...rest }) =>
      JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
    )
    .sort();
}

test.each(["Europe/London", "Asia/Shanghai", "America/New_York"])(
  "what happened ninety days ago and left the log long since is rebuilt from the archive, byte for byte, by the days of %s",
  async (zone) => {
    const quarter = await aQuarter(zone);
    const { world } = quarter;
    const live = figures(world, 1);
    const done = await rebuilt(quarter, { since: began });
    expect(done).toMatchObject({ state: "switched", first_day: began, events: 144, differing_days: [] });
    expect(live).toHaveLength(12);
    expect(figures(world, 2)).toEqual(live);
  },
);

test("what was damaged ninety days ago is told, and made good from the archive where that is asked for", async () => {
  const quarter = await aQuarter();
  const { world } = quarter;
  const live = figures(world, 1);
  damage(world, began);
  expect(await rebuilt(quarter, { since: began })).toMatchObject({
    state: "different",
    differing_days: [began],
  });
  expect(await rebuilt(quarter, { since: began, on_difference: "switch" })).toMatchObject({
    state: "switched",
  });
  expect(figures(world, 3)).toEqual(live);
});

test("without being asked a rebuild reads no archive, and older days stay as they are", async () => {
  const quarter = await aQuarter();
  const { world } = quarter;
  const live = figures(world, 1);
  world.aws.calls.length = 0;
  const done = await rebuilt(quarter, {});
  expect(done).toMatchObject({ state: "switched", differing_days: [] });
  expect(done["events"]).toBeLessThan(144);
  expect(world.aws.calls.filter(({ service }) => service === "s3")).toEqual([]);
  expect(figures(world, 2)).toEqual(live);
});

test("a gap in the archive does not pass for the truth: the live figures stay", async () => {
  const quarter = await aQuarter();
  const { world, dealer } = quarter;
  world.buckets.empty(archiveBucket, `${dealer}/2026/11/25/`);
  const live = figures(world, 1);
  expect(await rebuilt(quarter, { since: began })).toMatchObject({
    state: "different",
    differing_days: [began],
  });
  expect(figures(world, 1)).toEqual(live);
  expect((await quarter.owner().get(`/v1/reports/daily?from=${began}&to=${began}`)).status).toBe(200);
});

test("a rebuild begins ten years ago at most", async () => {
  const world = await forecourt({ contexts: [reporting] });
  const owner = world.staff(await world.dealer(), "owner");
  const refused = await owner.post(route, { since: "2016-11-01" });
  expect([refused.status, refused.body["code"]]).toEqual([400, "since_invalid"]);
  expect((await owner.post(route, { since: "the beginning" })).body["code"]).toBe("invalid_request");
  expect((await owner.post(route, { since: "2016-12-01" })).status).toBe(202);
});

function damage(world: Forecourt, which: string): void {
  const [item] = world
    .table()
    .filter(
      (each) => JSON.stringify([each["_kind"], each["sk"]]) === `[{"S":"DayFigures"},{"S":"${which}"}]`,
    );
  const { pk, sk } = item!;
  world.dynamodb.call("UpdateItem", {
    TableName: "forecourt-test",
    Key: { pk, sk },
    UpdateExpression: "ADD orders_placed :more",
    ExpressionAttributeValues: { ":more": { N: "7" } },
  });
}
