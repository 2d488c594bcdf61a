import { contexts } from "#functions/index";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { seedRandomness } from "./chance.ts";
import { courier } from "./courier.ts";
import { openDoor } from "./door.ts";
import { making } from "./making.ts";

/** The contexts that a sale touches: fewer processes, so that more of the steps are those of the sale. */
const selling = new Set(["inventory", "orders", "sandbox", "catalog", "dealers", "identity"]);

export type Showroom = Awaited<ReturnType<typeof showroom>>;

/** A dealer with buyers whose tokens are made once per half hour of the turned clock. */
export async function showroom(seed: number, options: { everything?: boolean } = {}) {
  seedRandomness(seed);
  const some = contexts.filter(({ name }) => options.everything || selling.has(name));
  const world = await forecourt({ contexts: some });
  await openDoor(world);
  const dealer = await world.dealer();
  const make = making(world, dealer);
  const orders = `/v1/dealers/${dealer}/orders`;
  const carry = courier(world);
  // The first sweep of all looks two hours back; a platform sweeps from its first minute on.
  await carry.sweepOnce();
  const staff = kept(world, () => make.staff());
  const buyers = new Map<string, () => ReturnType<Forecourt["customer"]>>();
  function buyer(name: string) {
    if (!buyers.has(name))
      buyers.set(
        name,
        kept(world, () => world.customer(name)),
      );
    return buyers.get(name)!();
  }
  return { world, dealer, make, orders, staff, buyer, carry };
}

function kept<T>(world: Forecourt, make: () => T): () => T {
  let made: T | undefined;
  let until = -Infinity;
  return () => {
    if (made === undefined || world.clock.now() >= until) {
      made = make();
      until = world.clock.now() + 5 * 60_000;
    }
    return made;
  };
}
