import type { Reply } from "#test/support/api";
import { stored } from "#test/support/seen";
import type { Bug, Guarantee, Options, Outcome } from "../guarantee.ts";
import { together } from "../sim/actors.ts";
import { chance, type Chance } from "../sim/chance.ts";
import type { Fault } from "../sim/faults.ts";
import { carLedger, type Ledger } from "../sim/car-ledger.ts";
import { dead, mortal } from "../sim/faults.ts";
import { type Follower, follower, lateBy } from "../sim/late-reads.ts";
import { price } from "../sim/making.ts";
import { showroom, type Showroom } from "../sim/showroom.ts";

const bugs: readonly Bug[] = [
  {
    name: "a car is held whatever its state",
    file: "functions/inventory/selling.ts",
    find: `when: [{ state: "in_stock" }, { state: "held", held_until: lte(instant()) }],`,
    put: "",
  },
  {
    name: "a hold is given back by whoever asks",
    file: "functions/inventory/selling.ts",
    find: `remove: ["held_by", "held_until"],
      when: { state: "held", held_by: order },`,
    put: `remove: ["held_by", "held_until"],
      when: { state: "held" },`,
  },
  {
    name: "a hold is taken over before it has ended",
    file: "functions/inventory/selling.ts",
    find: '{ state: "held", held_until: lte(instant()) }',
    put: '{ state: "held" }',
  },
  {
    name: "whoever holds a car counts as its holder",
    file: "functions/inventory/selling.ts",
    find: 'return unit?.state === "held" && unit.held_by === order;',
    put: 'return unit?.state === "held" && order !== "";',
  },
  {
    name: "a hold expires without a look at the order's state",
    file: "functions/orders/closing.ts",
    find: 'if (order?.state !== "placed") return [];',
    put: "if (!order) return [];",
  },
  {
    name: "an ended hold stays on the car",
    file: "functions/orders/closing.ts",
    find: "...(await heldPieces(order)),\n    announce(OrderExpired",
    put: "announce(OrderExpired",
  },
  {
    name: "a count is written without the version it was read at",
    file: "functions/inventory/adjusting.ts",
    find: "Items.change(item, { on_hand, reserved, available, low, updated_at }),",
    put: "Items.touch({ sku, store }, { set: { on_hand, reserved, available, updated_at } }),",
  },
];

/**
 * Buyers, staff, bank, clock and the platform's own machines act at once, and some of what they ask of AWS goes wrong.
 * After every step each car is in one state and its order agrees; after every round everything comes to rest, the books
 * are added up, and what each caller heard of each car is explained by one car that does one thing at a time. `n`
 * counts steps: outside calls.
 */
export const guarantee: Guarantee = {
  name: "stock",
  promise:
    "No car is sold twice, no sale is lost and no hold sticks, whoever acts at the same time and whatever fails.",
  run,
  bugs,
};

/** At effort 1, as CI runs it; effort 50 is a million. */
const stepsAtFullEffort = 20_000;
const mostFaults: readonly Fault[] = [
  "refused",
  "lost",
  "doubtful",
  "died",
  "throttled",
  "collided",
  "collided",
];

async function run({ seed, effort, untilFirst = false }: Options): Promise<Outcome> {
  const violations: string[] = [];
  let [n, stimuli] = [0, 0];
  for (let world = 0; n < stepsAtFullEffort * effort; world += 1) {
    const room = await showroom(seed + world);
    const copy = follower(room.world);
    const drawn = chance(seed + world);
    for (let round = 0; round < 12; round += 1) {
      const name = `seed ${seed + world}, round ${round}`;
      for (const done of [await busyDay(room, copy, drawn, name), await contest(room, copy, drawn, name)]) {
        n += done.steps;
        stimuli += done.faults;
        violations.push(...done.violations);
      }
      if (violations.length > 20 || (untilFirst && violations.length > 0)) return { n, violations, stimuli };
    }
  }
  return { n, violations, stimuli };
}

/** A car and a counted part of their own for each round, so that what happened to them can be told to the end. */
async function busyDay(room: Showroom, copy: Follower, drawn: Chance, name: string) {
  const { world, carry, make } = room;
  const shop = await make.store();
  const [vehicle, sku] = [await make.car(), await make.item(shop)];
  await carry.settle();
  const ledger = carLedger(world, vehicle);
  const tasks = [
    ...["ada", "ben", "cyd"].map((who) => () => buys(room, drawn, ledger, who)),
    () => moves(room, drawn, ledger),
    () => counts(room, drawn, sku, shop),
    () => counts(room, drawn, sku, shop),
    () => turns(room, drawn, vehicle),
    () => carries(room, drawn),
  ];
  const done = await acted(room, copy, drawn, ledger, tasks);
  const violations = [...done.violations, ...itemBooks(room, sku)];
  return { ...done, violations: violations.map((text) => `${name}: ${text}`) };
}

/**
 * A hold that has had its time: whoever tidies up, its buyer who thinks better of it, and two who want the car meet in
 * the few calls in which it passes from one to the next.
 */
async function contest(room: Showroom, copy: Follower, drawn: Chance, name: string) {
  const { world, carry, make, orders, buyer } = room;
  const vehicle = await make.car();
  await carry.settle();
  const ledger = carLedger(world, vehicle);
  const key = make.key();
  const first = await ledger.note({ do: "hold", who: "ada" }, () =>
    buyer("ada").post(orders, { vehicle }, key),
  );
  const order = String(first?.body["order"]);
  world.clock.advance(31 * 60_000);
  const cancelling = make.key();
  const done = await acted(room, copy, drawn, ledger, [
    () => tidies(room),
    () =>
      ledger.note({ do: "cancel", order }, () =>
        again(() => buyer("ada").post(`${orders}/${order}/cancel`, undefined, cancelling)),
      ),
    () => holds(room, ledger, "ben", 4),
    () => holds(room, ledger, "cyd", 4),
  ]);
  return { ...done, violations: done.violations.map((text) => `${name}, a hold that ended: ${text}`) };
}

async function tidies({ carry }: Showroom): Promise<void> {
  await carry.sweepOnce();
  for (const round of carry.rounds) await round();
}

type Task = () => Promise<unknown>;

/** All at once and with faults, and then everything that comes of it. */
async function acted(room: Showroom, copy: Follower, drawn: Chance, ledger: Ledger, tasks: readonly Task[]) {
  const wrong = new Set<string>();
  let faults = 0;
  const steps = await together(room.world, drawn, tasks, {
    afterStep: () => ledger.look().forEach((violation) => wrong.add(violation)),
    fault(call) {
      const less = lateBy(copy, drawn, call);
      if (less) faults += 1;
      if (less) return less;
      if (!drawn.happens(0.03)) return undefined;
      faults += 1;
      return drawn.pick(mostFaults);
    },
  });
  await rest(room, ledger);
  return { steps, faults, violations: [...wrong, ...ledger.books(), ...letters(room)] };
}

/** Everything that was set off comes to its end, and every hold has had its time. */
async function rest({ world, carry, dealer }: Showroom, ledger: Ledger): Promise<void> {
  await carry.settle();
  for (const { payment, state, amount } of stored(world, "SandboxPayment"))
    if (state === "captured") {
      const path = `/v1/sandbox/${dealer}/payments/${String(payment)}/settle`;
      const told = await world.visitor.post(path, { outcome: "captured", amount });
      const notice = told.body["notice"] as unknown as { path: string; headers: never; body: string };
      const tell = () => world.visitor.post(notice.path, notice.body, notice.headers);
      const order = orderOf(world, payment, ledger.vin);
      // A notice that came too late to be believed may be heard now: that is part of the car's story.
      await (order === undefined ? tell() : ledger.note({ do: "capture", order }, tell));
    }
  // A sweep catches up two hours at most.
  for (const minutes of [32, 1, 1, 1, 1]) await carry.later(minutes * 60_000);
}

function orderOf(world: Showroom["world"], payment: unknown, vin: string): string | undefined {
  const own = stored(world, "Order").filter((order) => order["vin"] === vin);
  const paid = stored(world, "Payment").find((each) => each["payment"] === payment);
  return own.some(({ order }) => order === paid?.["order"]) ? String(paid?.["order"]) : undefined;
}

/** A buyer who orders, and pays or thinks better of it; who hears nothing asks again with the same key. */
async function buys(room: Showroom, drawn: Chance, ledger: Ledger, who: string): Promise<void> {
  const { make, orders, buyer, world, dealer } = room;
  // Some come when the first hold has had its time, whether it was swept or not.
  await looks(room, ledger.vehicle, drawn.pick([0, 0, 3, 9]));
  const order = await holds(room, ledger, who, 8);
  const thinking = make.key();
  // Some walk away: their hold has to end by itself.
  if (!order || drawn.happens(0.25)) return;
  if (drawn.happens(0.3)) {
    await ledger.note({ do: "cancel", order }, () =>
      again(() => buyer(who).post(`${orders}/${order}/cancel`, undefined, thinking)),
    );
    return;
  }
  const paying = make.key();
  const checkout = await again(() => buyer(who).post(`${orders}/${order}/pay`, undefined, paying));
  const payment = checkout?.status === 200 && String(checkout.body["payment"]);
  if (!payment) return;
  const settle = `/v1/sandbox/${dealer}/payments/${payment}/settle`;
  const told = await again(() => world.visitor.post(settle, { outcome: "captured", amount: price }));
  if (told?.status !== 200) return;
  const notice = told.body["notice"] as unknown as { path: string; headers: never; body: string };
  await ledger.note({ do: "capture", order }, async () => {
    const heard = await again(() => world.visitor.post(notice.path, notice.body, notice.headers));
    // Refused as too old, a genuine notice was told before: what became of that, nobody has heard.
    return heard?.status === 401 ? undefined : heard;
  });
  if (drawn.happens(0.3))
    await ledger.note({ do: "cancel", order }, () =>
      again(() => room.staff().post(`/v1/orders/${order}/cancel`, undefined, thinking)),
    );
}

/** Orders the car until it is theirs or they have tried so often. */
async function holds(
  { make, orders, buyer }: Showroom,
  ledger: Ledger,
  who: string,
  most: number,
): Promise<string | undefined> {
  for (let tries = 0; tries < most; tries += 1) {
    const key = make.key();
    const placed = await ledger.note({ do: "hold", who }, () =>
      again(() => buyer(who).post(orders, { vehicle: ledger.vehicle }, key)),
    );
    if (placed?.status === 201) return String(placed.body["order"]);
  }
  return undefined;
}

/** Staff take the car out of stock and bring it back, if they may. */
async function moves({ staff, make }: Showroom, drawn: Chance, ledger: Ledger): Promise<void> {
  const keys: Record<string, Record<string, string>> = { in_transit: make.key(), in_stock: make.key() };
  for (const to of drawn.happens(0.5) ? ["in_transit", "in_stock"] : [])
    await ledger.note({ do: "move", to }, () =>
      again(() => staff().post(`/v1/stock-units/${ledger.vin}/move`, { to, reason: "a round" }, keys[to])),
    );
}

async function counts({ staff, make }: Showroom, drawn: Chance, sku: string, store: string): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    const quantity = drawn.pick([-7, -2, 1, 3]);
    const body = { store, quantity, of: drawn.pick(["on_hand", "reserved"]), reason: "counted" };
    const key = make.key();
    await again(() => staff().post(`/v1/stock-items/${sku}/adjust`, body, key));
  }
}

/** Somebody looks at the car, which takes a while. */
async function looks({ world, orders }: Showroom, vehicle: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1)
    await again(() => world.visitor.get(`${orders.replace("/orders", "/vehicles")}/${vehicle}`));
}

async function turns(room: Showroom, drawn: Chance, vehicle: string): Promise<void> {
  const { world, carry } = room;
  for (let times = 0; times < 6; times += 1) {
    await looks(room, vehicle, 1);
    world.clock.advance(drawn.pick([1_000, 60_000, 11 * 60_000, 31 * 60_000]));
    if (drawn.happens(0.3)) await carry.sweepOnce();
  }
}

async function carries({ carry }: Showroom, drawn: Chance): Promise<void> {
  for (let times = 0; times < 12; times += 1) await drawn.pick(carry.rounds)();
}

/** Asks until there is an answer that is one, three times at most. */
async function again(ask: () => Promise<Reply>): Promise<Reply | undefined> {
  for (let tries = 0; tries < 3; tries += 1) {
    const reply = await mortal(ask);
    if (reply !== dead && reply.status < 500) return reply;
  }
  return undefined;
}

/** Counted stock: what is there is what moved, and nothing is below nothing. */
function itemBooks({ world }: Showroom, sku: string): string[] {
  const [item] = stored(world, "StockItem").filter((each) => each["sku"] === sku);
  const movements = stored(world, "StockMovement").filter(({ of }) => of === sku);
  const sum = (figure: string) =>
    movements.filter(({ to }) => to === figure).reduce((total, { quantity }) => total + Number(quantity), 0);
  const { on_hand, reserved, available } = item as Record<"on_hand" | "reserved" | "available", number>;
  const right =
    on_hand === sum("on_hand") &&
    reserved === sum("reserved") &&
    available === on_hand - reserved &&
    Math.min(available, reserved) >= 0;
  const told = `${on_hand} on hand, ${reserved} reserved, ${available} available`;
  return right ? [] : [`${sku}: ${told}; moved ${sum("on_hand")} and ${sum("reserved")}`];
}

function letters({ carry, world }: Showroom): string[] {
  return carry.consumers.flatMap(({ name }) =>
    world.deadLetters(name).map((body) => `dead letter of ${name}: ${body.slice(0, 300)}`),
  );
}
