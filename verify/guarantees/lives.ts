import { trialWorld } from "../access/world.ts";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { books } from "../lives/books.ts";
import { dealership } from "../lives/dealership.ts";
import { figures } from "../lives/figures.ts";
import { leads } from "../lives/leads.ts";
import type { Life } from "../lives/life.ts";
import { merging } from "../lives/merging.ts";
import { orders } from "../lives/orders.ts";
import { shown } from "../lives/shown.ts";
import { stock } from "../lives/stock.ts";
import { seedRandomness } from "../sim/chance.ts";
import { openDoor } from "../sim/door.ts";
import { prepared } from "../stories.ts";
import { bugs } from "../lives/bugs.ts";

/**
 * Orders, leads, cars and records of people in each of their states, with everything that can be done to them, against
 * tables that were written a second time; the books of it all after each part; then what buyers and managers are shown. `n` counts events.
 */
export const guarantee: Guarantee = {
  name: "lives",
  promise:
    "Orders, leads, cars and people go through life as the tables say and in no other way; lists, the shop window, recommendations and reports show all of it, once, and nothing that is gone.",
  run,
  bugs,
};

async function run({ seed, untilFirst = false }: Options): Promise<Outcome> {
  seedRandomness(seed);
  const world = await trialWorld();
  process.env["LIMIT_SCALE"] = "1";
  await openDoor(world, { hears: true });
  const fixtures = await prepared(world);
  const violations: string[] = [];
  const { dealer, make } = fixtures;
  const settle = async (): Promise<void> => world.settle({ times: 2 });
  function say(text: string): void {
    violations.push(text);
    if (untilFirst) throw enough;
  }
  const life: Life = { world, make, dealer, say, settle };
  const parts: readonly (() => Promise<void>)[] = [
    () => leads(life),
    () => merging(life),
    () => stock(life),
    () => dealership(life),
    () => orders(life),
    () => figures(life),
    () => shown(life, fixtures),
  ];
  try {
    books(life);
    for (const part of parts) {
      await part();
      await settle();
      books(life);
    }
  } catch (error) {
    if (error !== enough) violations.push(`no further: ${String(error)}`);
  }
  const n = world.bus.accepted.length;
  return { n, violations, stimuli: n };
}

const enough = new Error("The first violation is enough.");
