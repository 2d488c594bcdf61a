import type { Reply } from "#test/support/api";
import { stored } from "#test/support/seen";
import type { Guarantee, Options, Outcome } from "../guarantee.ts";
import { together } from "../sim/actors.ts";
import { chance, type Chance } from "../sim/chance.ts";
import { showroom, type Showroom } from "../sim/showroom.ts";

/** At effort 1, as CI runs it; effort 500 is ten thousand. */
const roundsAtFullEffort = 20;
const buyers = 200;
/** A world gets slower as it fills. */
const roundsOfOneWorld = 10;

/**
 * Two hundred buyers of one car at once, in an order of their calls that chance decides; a new car each round. `n` counts
 * rounds, stimuli attempts.
 */
export const guarantee: Guarantee = {
  name: "crowd",
  promise:
    "Of two hundred buyers of one car, in whatever order their calls come, one gets it: one order, one hold, one event, one timer, and everybody else hears that it is taken.",
  run,
  bugs: [
    {
      name: "a car is held whatever its state",
      file: "functions/inventory/selling.ts",
      find: `when: [{ state: "in_stock" }, { state: "held", held_until: lte(instant()) }],`,
      put: "",
    },
    {
      name: "a hold counts as ended a moment after it began",
      file: "functions/inventory/selling.ts",
      find: "held_until: lte(instant()) }",
      put: `held_until: lte("9999") }`,
    },
    {
      name: "an order is written before its car is held",
      file: "functions/orders/placing.ts",
      find: "  return write(\n    [",
      put: `  await write([Orders.create({ ...order, order: order.order.replace(/.$/, "0") })], order);\n  return write(\n    [`,
    },
  ],
};

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  const rounds = Math.ceil(roundsAtFullEffort * effort);
  const violations: string[] = [];
  let [n, attempts] = [0, 0];
  const most = untilFirst ? 1 : 20;
  while (n < rounds && violations.length < most) {
    const own = seed + n;
    const room = await showroom(own);
    const drawn = chance(own);
    for (
      let round = 0;
      round < roundsOfOneWorld && n < rounds && violations.length < most;
      round += 1, n += 1
    ) {
      violations.push(...(await rush(room, drawn)).map((text) => `seed ${own}, round ${round}: ${text}`));
      attempts += buyers;
    }
  }
  return { n, violations, stimuli: attempts };
}

async function rush(room: Showroom, drawn: Chance): Promise<string[]> {
  const { world, make, orders, buyer } = room;
  const vehicle = await make.car();
  const vin = String(stored(world, "Vehicle").find((each) => each["vehicle"] === vehicle)?.["vin"]);
  const replies: Reply[] = [];
  const tasks = Array.from({ length: buyers }, (_, who) => {
    const [client, key] = [buyer(`buyer-${who}`), make.key()];
    return async () => void replies.push(await client.post(orders, { vehicle }, key));
  });
  await together(world, drawn, tasks);
  return wrongs(room, vin, replies);
}

function wrongs({ world }: Showroom, vin: string, replies: readonly Reply[]): string[] {
  const won = replies.filter(({ status }) => status === 201).map(({ body }) => String(body["order"]));
  const taken = replies.filter(
    ({ status, body }) => status === 409 && String(body["code"]) === "vehicle_taken",
  );
  const unit = stored(world, "StockUnit").find((each) => each["vin"] === vin);
  const events = stored(world, "Event").map(
    ({ event }) => event as { type: string; data: Record<string, unknown> },
  );
  const counts = {
    buyers: won.length,
    refused: taken.length,
    orders: stored(world, "Order").filter((order) => order["vin"] === vin).length,
    holds: stored(world, "StockMovement").filter(({ of, to }) => of === vin && to === "held").length,
    events: events.filter(({ type, data }) => type === "OrderPlaced" && data["vin"] === vin).length,
    timers: stored(world, "Timer").filter(({ data }) =>
      won.includes(String((data as { order?: string }).order)),
    ).length,
  };
  const wanted = { buyers: 1, refused: buyers - 1, orders: 1, holds: 1, events: 1, timers: 1 };
  const right = JSON.stringify(counts) === JSON.stringify(wanted);
  const holder = unit?.["state"] === "held" && unit["held_by"] === won[0];
  return [
    ...(right ? [] : [`${vin}: ${JSON.stringify(counts)}`]),
    ...(holder ? [] : [`${vin} is ${String(unit?.["state"])} for ${String(unit?.["held_by"])}`]),
  ];
}
