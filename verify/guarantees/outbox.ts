import { stored } from "#test/support/seen";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { chance } from "../sim/chance.ts";
import { forecourt } from "#test/support/forecourt";

export const guarantee: Guarantee = {
  name: "outbox",
  promise:
    "What was committed is published, and what was published takes effect: nothing more, nothing less.",
  run,
  bugs: [
    {
      name: "entries refused by the bus are forgotten",
      file: "shared/relay.ts",
      find: "if (FailedEntryCount === 0) return [];",
      put: "if (FailedEntryCount >= 0) return [];",
    },
  ],
};

async function run({ seed, effort }: Options): Promise<Outcome> {
  const { happens } = chance(seed);
  const world = await forecourt();
  const dealer = await world.dealer();
  let stimuli = 0;
  world.bus.refuse = () => {
    if (!happens(0.2)) return undefined;
    stimuli += 1;
    return "ThrottlingException";
  };
  const count = Math.ceil(100 * effort);
  for (let number = 0; number < count; number += 1)
    await world
      .staff(dealer, "owner")
      .post("/v1/stock-units", { vin: `WBA8E9C50GK${String(number).padStart(6, "0")}` });
  await world.settle();
  const committed = new Set(stored(world, "Event").map(({ id }) => id));
  const published = new Set(world.bus.accepted.map(({ detail }) => detail["id"]));
  const lost = [...committed].filter((id) => !published.has(id));
  return { n: committed.size, violations: lost.map((id) => `${String(id)} was never published`), stimuli };
}
