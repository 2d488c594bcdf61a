import { forecourt, type Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance, type Chance, seedRandomness } from "../sim/chance.ts";
import { type Courier, courier } from "../sim/courier.ts";
import { openDoor } from "../sim/door.ts";
import { disturb } from "../sim/faults.ts";
import { happen, stirring } from "../sim/happening.ts";
import { follower } from "../sim/late-reads.ts";
import { done } from "../sim/making.ts";
import { type Fixtures, prepared } from "../stories.ts";

const bugs: readonly Bug[] = [
  {
    name: "the last events of a replay are not counted",
    file: "functions/reporting/replay.ts",
    find: "  await tallyInto(generation, tallyName, countDay, batch);\n  return { events };",
    put: "  return { events };",
  },
  {
    name: "all generations share one proof of what they have counted",
    file: "shared/tallies.ts",
    find: "const proof = generation === undefined ? name : `${name}.g${generation}`;",
    put: "const proof = name;",
  },
  {
    name: "what happens during a rebuild is counted in the old generation alone",
    file: "functions/reporting/generations.ts",
    find: "return found.building === undefined ? [found.current] : [found.current, found.building];",
    put: "return [found.current];",
    note: "The replay has gone past the events that come while it compares.",
  },
  {
    name: "a rebuild compares nothing",
    file: "functions/reporting/comparison.ts",
    find: ".filter((day) => day >= firstDay && known.get(day) !== rebuilt.get(day))",
    put: ".filter((day) => day >= firstDay && known.get(day) === day)",
  },
  {
    name: "days that the log has forgotten are lost in a rebuild",
    file: "functions/reporting/comparison.ts",
    find: "if (day.day < firstDay) await transact",
    put: "if (day.day > firstDay) await transact",
  },
  {
    name: "of a day's events those are read that fit on one page",
    file: "shared/events.ts",
    find: "    cursor = page.next_cursor;\n  } while (cursor);",
    put: '    cursor = page.next_cursor;\n  } while (cursor === "");',
  },
  {
    name: "of a day's archive those objects are read that fit on one page",
    file: "shared/archive-bucket.ts",
    find: "} while (position);",
    put: "} while (position && position === folder);",
  },
  {
    name: "a reindexing looks at what is shown, not at what is missing",
    file: "functions/catalog/search/rebuild.ts",
    find: `await mendDifferences(data.map(({ vehicle }) => vehicle));
    return { ...step, stage: next_cursor ? "vehicles"`,
    put: `await mendDifferences([]);
    return { ...step, stage: next_cursor ? "vehicles"`,
  },
];

/**
 * Months of a dealership in days; then its figures are deleted, and rebuilt from the event log while business goes on.
 * What comes out is compared, byte by byte, with what was counted live. `n` counts items compared.
 */
export const guarantee: Guarantee = {
  name: "rebuild",
  promise:
    "Figures that were deleted are rebuilt from the event log, byte by byte, while business goes on, and from the archive when the log has forgotten them; what went wrong is told, and the shop window is made good.",
  run,
  bugs,
};

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  const violations: string[] = [];
  let n = 0;
  for (let life = 0; life < Math.max(1, Math.round(2 * effort)); life += 1) {
    const found = await lived(seed + life, life % 2 === 0);
    n += found.n;
    violations.push(...found.violations.map((text) => `seed ${seed + life}: ${text}`));
    if (untilFirst && violations.length > 0) break;
  }
  return { n, violations, stimuli: n };
}

/** `aged`: it also goes on until the log has forgotten all of it. */
async function lived(seed: number, aged: boolean) {
  seedRandomness(seed);
  const drawn = chance(seed);
  const world = await forecourt({ archives: aged });
  await openDoor(world);
  const fixtures = await prepared(world);
  const carry = courier(world);
  follower(world);
  await business(fixtures, carry, drawn, 5);
  await ended(fixtures.make, carry);
  const kept = figures(world);
  const lost = forget(world);
  await rebuilt(fixtures, carry, { on_difference: "switch" });
  const first = unlike(kept, figures(world), "rebuilt at rest");
  // Once more with events that arrive at every step; live and rebuilt figures are then compared by the platform too.
  const meanwhile = () => business(fixtures, carry, drawn, 1);
  const { state, differing_days: days } = await rebuilt(
    fixtures,
    carry,
    { on_difference: "keep" },
    meanwhile,
  );
  const second = state === "switched" ? [] : [`the rebuild ended as ${state}: ${days.join()}`];
  const third = aged ? await damagedAndForgotten(fixtures, carry) : [];
  if (aged) third.push(...(await windowMended(fixtures, carry)));
  return { n: lost + figures(world).size, violations: [...first, ...second, ...third] };
}

/**
 * A figure goes wrong: a rebuild tells of its day and leaves it alone. Then the log forgets everything: a rebuild of what
 * it holds leaves older days alone too, and one of all days makes them of the archive. Nothing else is left of any.
 */
async function damagedAndForgotten(fixtures: Fixtures, carry: Courier): Promise<string[]> {
  const { world } = fixtures;
  // Holds that are open end, and what was rebuilt before is forgotten.
  await carry.later(65 * 60_000);
  const right = figures(world);
  const [first = "", ...others] = [...right.keys()].toSorted();
  damage(world, first);
  const wrong = figures(world);
  const told = await rebuilt(fixtures, carry, { on_difference: "keep" });
  const violations = unlike(wrong, figures(world), "after a rebuild that was to keep what differs");
  if (told.state !== "different" || told.differing_days.join() !== first)
    violations.push(`of a wrong ${first} it told ${told.state}: ${told.differing_days.join() || "nothing"}`);
  await carry.later(65 * 60_000);
  violations.push(...leftOver(world));
  goBy(world, 62);
  const old = stored(world, "Event").length;
  if (old > 0) violations.push(`${old} events are kept longer than the log`);
  await rebuilt(fixtures, carry, { on_difference: "switch" });
  violations.push(...unlike(wrong, figures(world), "older than the log"));
  await rebuilt(fixtures, carry, { on_difference: "switch", since: first });
  violations.push(...unlike(right, figures(world), `from the archive, with ${others.length} days more`));
  return violations;
}

/** A row is lost and one of a car that is held is there: after a reindexing the shop window is what can be bought. */
async function windowMended({ world, make, dealer }: Fixtures, carry: Courier): Promise<string[]> {
  const [lost] = [await make.car(), await make.car(), await make.placed()];
  await carry.settle();
  const cars = stored(world, "Vehicle");
  const held = cars.find(({ availability }) => availability === "held")?.["vehicle"];
  const row = world.table().find((item) => text(item, "_kind") === "WindowRow" && text(item, "sk") === lost);
  const { pk, sk } = row ?? {};
  const wrong = { ...row, sk: { S: held }, vehicle: { S: held } };
  world.dynamodb.call("PutItem", { TableName, Item: wrong });
  world.dynamodb.call("DeleteItem", { TableName, Key: { pk, sk } });
  await make.staff().post("/v1/vehicles/reindex").then(done);
  for (let minutes = 0; minutes < 5; minutes += 1) await carry.later(60_000);
  const wanted = stored(world, "Vehicle")
    .filter((car) => car["status"] === "on_sale" && car["availability"] === "available")
    .map((car) => String(car["vehicle"]));
  const rows = stored(world, "WindowRow").map((car) => String(car["vehicle"]));
  const { body } = await world.visitor.get(`/v1/dealers/${dealer}/vehicles?limit=100`).then(done);
  const shown = (body.data as { vehicle: string }[]).map(({ vehicle }) => vehicle);
  return [
    ...(alike(rows, wanted)
      ? []
      : [`after a reindexing there are ${rows.length} rows for ${wanted.length} cars`]),
    ...(alike(shown, wanted)
      ? []
      : [`after a reindexing ${shown.length} cars are shown of ${wanted.length}`]),
  ];
}

function alike(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}

function damage(world: Forecourt, day: string): void {
  const item = current(world).find(({ sk }) => sk?.["S" as never] === day) ?? {};
  const name = Object.keys(item).find((field) => /^(orders|leads)_/.test(field)) ?? "leads_received";
  world.dynamodb.call("PutItem", { TableName, Item: { ...item, [name]: { N: "12345" } } });
}

/** Days on which nothing happens; the sweep has nothing to catch up with. */
function goBy(world: Forecourt, days: number): void {
  world.clock.advance(days * 86_400_000);
  world.dynamodb.sweepExpired();
  world.buckets.turnsPages(1);
  world.dynamodb.call("DeleteItem", {
    TableName,
    Key: { pk: { S: "platform#timers#swept" }, sk: { S: "minute" } },
  });
}

/** Figures that nobody reads any more. */
function leftOver(world: Forecourt): string[] {
  const all = world.table().filter((item) => text(item, "_kind") === "DayFigures").length;
  const read = figures(world).size;
  return all === read ? [] : [`${all - read} days of figures are left that nobody reads`];
}

async function business(fixtures: Fixtures, carry: Courier, drawn: Chance, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    for (const key of drawn.shuffled(stirring).slice(0, 14)) await happen(fixtures, key);
    await carry.settle();
    // A sweep looks two hours ahead of the last one at most.
    for (let hours = days > 1 ? drawn.pick([4, 8, 26]) : 0; hours > 0; hours -= 2)
      await carry.later(2 * 3_600_000);
  }
}

type Rebuilt = { state: string; differing_days: string[] };

/** Asks for a rebuild and lets it come to its end, a step a minute, with something in between. */
async function rebuilt(
  { make, world }: Fixtures,
  carry: Courier,
  asked: { on_difference: "keep" | "switch"; since?: string },
  meanwhile = async (): Promise<void> => undefined,
): Promise<Rebuilt> {
  await ended(make, carry);
  await make.staff().post("/v1/reports/rebuild", asked).then(done);
  // Pages of the table and of the archive end early.
  const { calm } = disturb(world, ({ operation }) => (operation === "Query" ? "short" : undefined));
  for (let minutes = 0; minutes < 3; minutes += 1) {
    await meanwhile();
    await carry.later(60_000);
  }
  const told = await ended(make, carry);
  calm();
  return told;
}

async function ended(make: Fixtures["make"], carry: Courier): Promise<Rebuilt> {
  for (let minutes = 0; minutes < 15; minutes += 1) {
    const { body } = await make.staff().get("/v1/reports/rebuild").then(done);
    const told = body as unknown as Rebuilt;
    if (told.state !== "running") return told;
    await carry.later(60_000);
  }
  throw new Error("A rebuild does not end.");
}

const TableName = "forecourt-test";

type Item = ReturnType<Forecourt["table"]>[number];

/** The figures of the generation that is read, without its number: day by day, as bytes. */
function figures(world: Forecourt): Map<string, string> {
  return new Map(
    current(world).map(({ pk: _pk, generation: _generation, ...rest }) => [
      text(rest, "sk"),
      JSON.stringify(ordered(rest)),
    ]),
  );
}

function current(world: Forecourt): Item[] {
  const number = Number(stored(world, "Generations")[0]?.["current"] ?? 1);
  return world
    .table()
    .filter((item) => text(item, "_kind") === "DayFigures")
    .filter(({ generation }) => Number(generation?.["N" as never]) === number);
}

function forget(world: Forecourt): number {
  const days = world.table().filter((item) => text(item, "_kind") === "DayFigures");
  for (const { pk, sk } of days) world.dynamodb.call("DeleteItem", { TableName, Key: { pk, sk } });
  return days.length;
}

function unlike(kept: Map<string, string>, found: Map<string, string>, name: string): string[] {
  return [...new Set([...kept.keys(), ...found.keys()])].flatMap((day) =>
    kept.get(day) === found.get(day)
      ? []
      : [`${name}: ${day} was ${kept.get(day) ?? "nothing"} and is ${found.get(day) ?? "nothing"}`],
  );
}

function text(item: Item, name: string): string {
  return String(item[name]?.["S" as never]);
}

function ordered(item: Item): [string, unknown][] {
  return Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
