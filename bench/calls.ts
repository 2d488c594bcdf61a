import { catalog } from "#functions/catalog/context";
import { WindowRow } from "#functions/catalog/entities";
import { fold } from "#functions/catalog/search/fold";
import { forgetHeld } from "#functions/catalog/search/memory";
import { system, within } from "#shared/scope";
import { transact } from "#shared/transact";
import { onSale } from "#test/catalog-given";
import { type Forecourt, forecourt } from "#test/support/forecourt";
import { cpuOf, figure } from "./measuring.ts";
import { stock } from "./stock.ts";

const query = "?q=bmw&fuel=petrol&transmission=automatic&price_lte=2500000&sort=price";

/**
 * A list through the public door, on the in-process model of AWS: which calls a request makes in a function that holds
 * the window, in one that begins, and after one car changed; and the CPU of the whole request, SDK included.
 */
export async function calls(cars: number) {
  const world = await forecourt({ contexts: [catalog] });
  const dealer = await world.dealer();
  const inDealer = <T>(run: () => T): T =>
    within({ context: "catalog", dealer, caller: system, correlation: "bench", action: "bench" }, run);
  inDealer(() => stocked(world, cars));
  const list = () => world.visitor.get(`/v1/dealers/${dealer}/vehicles${query}`);
  await inDealer(async () => transact(await fold()));
  await world.later(61_000);
  const { vehicle } = await onSale(world, dealer);
  world.clock.advance(61_000);
  await world.visitor.get(`/v1/dealers/${dealer}/vehicles/${vehicle}`);
  inDealer(forgetHeld);
  const cold = await during(world, list);
  const warm = await during(world, list);
  const staff = world.staff(dealer, "owner");
  const change = await during(world, async () =>
    staff.patch(`/v1/vehicles/${vehicle}`, { mileage_km: 7 }, { "if-match": '"2"' }),
  );
  const changed = await during(world, list);
  world.clock.advance(61_000);
  const folding = await during(world, () => inDealer(async () => transact(await fold())));
  return {
    name: "search calls",
    cars,
    peer: "none: the calls of a request are counted",
    warm_list: warm,
    list_after_one_change: changed,
    cold_list: cold,
    one_change: change,
    fold_one_change: folding,
    whole_request_cpu_ms: figure(await cpuOf(200, list)),
  };
}

/** What was asked of the table, and how many items came back. */
async function during(world: Forecourt, run: () => Promise<unknown>) {
  world.aws.reset();
  const usual = world.aws.intercept;
  let items = 0;
  world.aws.intercept = async (call) => {
    await usual?.(call);
    return (output) => {
      const { Items = [], Item, Responses = {} } = output as Output;
      items += Items.length + (Item ? 1 : 0) + Object.values(Responses).flat().length;
    };
  };
  await run();
  const made = world.aws.calls.map(({ operation }) => operation);
  world.aws.reset();
  return { calls: made.length, operations: made.join(" "), items_read: items };
}

type Output = { Items?: unknown[]; Item?: unknown; Responses?: Record<string, unknown[]> };

/** Rows as they lie in the table, without the routes that would write them. */
function stocked(world: Forecourt, cars: number): void {
  for (const row of stock(cars)) {
    const { write } = WindowRow.create({ ...row, revision: 1 });
    world.dynamodb.call("PutItem", { TableName: write.Put?.TableName, Item: write.Put?.Item });
  }
}
