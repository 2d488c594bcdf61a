import { stored } from "#test/support/seen";
import { chance } from "../sim/chance.ts";
import { done, invitation } from "../sim/making.ts";
import { type Life, seen, undisturbed } from "./life.ts";

/** What becomes of a car in each state, written down a second time: status afterwards, or a dash for a refusal. */
const table = `
                 put-on-sale  take-off-sale  delete
draft            on_sale      -              gone
on_sale          on_sale      off_sale       -
off_sale         on_sale      off_sale       gone
held             on_sale      off_sale       -
held,off_sale    on_sale      off_sale       -
sold             on_sale      off_sale       -
sold,off_sale    -            off_sale       -
`;

/** Cars in every state, stock that runs low, and what is refused at the door. */
export async function stock(life: Life): Promise<void> {
  const [verbs = [], ...rows] = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  for (const [state = "", ...ends] of rows)
    for (const [index, verb] of verbs.entries()) await tried(life, state, verb, ends[index] ?? "-");
  await travelled(life);
  await counted(life);
  await refused(life);
}

async function tried(life: Life, state: string, verb: string, end: string): Promise<void> {
  const { make, say } = life;
  const vehicle = await carIn(life, state);
  const path = `/v1/vehicles/${vehicle}`;
  const etag = await seen(make.staff(), path);
  const { reply, changed } = await undisturbed(life, () =>
    verb === "delete" ? make.staff().delete(path, etag) : make.staff().post(`${path}/${verb}`),
  );
  const found = await make.staff().get(path);
  const status = found.status === 404 ? "gone" : String(found.body["status"]);
  const right = end === "-" ? reply.status === 409 && changed === 0 : reply.status < 300 && status === end;
  if (!right) say(`a car that is ${state}: ${verb} made it ${status} (${reply.status})`);
}

async function carIn(life: Life, state: string): Promise<string> {
  const { make, world, dealer, settle } = life;
  if (state === "draft") return String((await make.draft())["vehicle"]);
  const [first = "", then] = state.split(",");
  const taken =
    first === "held" ? await make.placed() : first === "sold" ? (await make.paid()).order : undefined;
  await settle();
  const vehicle = taken
    ? String((await make.staff().get(`/v1/orders/${taken}`).then(done)).body["vehicle"])
    : await make.car();
  if (first === "off_sale" || then)
    await make.staff().post(`/v1/vehicles/${vehicle}/take-off-sale`).then(done);
  if (taken) await isUnmoved({ make, world, dealer, settle, say: life.say }, vehicle);
  return vehicle;
}

/** A car that belongs to an order is not moved by hand. */
async function isUnmoved({ make, world, say }: Life, vehicle: string): Promise<void> {
  const unit = stored(world, "StockUnit").find((each) => each["vehicle"] === vehicle);
  const { status } = await make
    .staff()
    .post(`/v1/stock-units/${String(unit?.["vin"])}/move`, { to: "in_transit", reason: "a round" });
  if (status !== 409) say(`a car that is ${String(unit?.["state"])} was moved by hand`);
}

/** By hand a car goes on its way, arrives elsewhere, and changes stores where it stands. */
async function travelled({ make }: Life): Promise<void> {
  const [one, other] = [await make.store(), await make.store()];
  const { vin } = make.vehicle();
  await make.staff().post("/v1/stock-units", { vin, store: one, state: "in_transit" }).then(done);
  for (const to of [
    { to: "in_stock" },
    { to: "in_transit", store: other },
    { to: "in_stock" },
    { store: one },
    { store: other },
  ])
    await make
      .staff()
      .post(`/v1/stock-units/${vin}/move`, { ...to, reason: "a round" })
      .then(done);
}

/** Each crossing of the threshold downward is told once: at the threshold itself nothing is low yet. */
async function counted({ make, world, say, settle }: Life): Promise<void> {
  const drawn = chance(3);
  const shop = await make.store();
  const sku = await make.item(shop);
  let [hand, reserved, crossings, refusals] = [20, 0, 0, 0];
  const threshold = 5;
  for (let n = 0; n < 60; n += 1) {
    const quantity = drawn.pick([-4, -1, -7, 2, 5, -15, 15 - hand + reserved, threshold - hand + reserved]);
    if (quantity === 0) continue;
    const of = drawn.happens(0.3) ? "reserved" : "on_hand";
    const next = of === "on_hand" ? [hand + quantity, reserved] : [hand, reserved + quantity];
    const [h = 0, r = 0] = next;
    const may = Math.min(h, r, h - r) >= 0;
    const body = { store: shop, quantity, of, reason: "counted" };
    const { status } = await make.staff().post(`/v1/stock-items/${sku}/adjust`, body);
    if (status !== (may ? 200 : 409)) say(`${quantity} ${of} of ${hand} with ${reserved} aside: ${status}`);
    if (!may) refusals += 1;
    if (may && h - r < threshold && hand - reserved >= threshold) crossings += 1;
    if (may) [hand, reserved] = [h, r];
  }
  await settle();
  const told = stored(world, "Event").filter(
    ({ event }) => (event as { type: string; data: { sku?: string } }).type === "StockRanLow",
  );
  if (told.length !== crossings)
    say(`${crossings} crossings of the threshold were told ${told.length} times`);
  if (crossings < 3 || refusals < 3) say(`only ${crossings} crossings and ${refusals} refusals were tried`);
}

/** What no dealer has, what there is already, and what a buyer would miss. */
async function refused(life: Life): Promise<void> {
  const { make, say } = life;
  const staff = make.staff();
  const store = "sto_01kb00000000000000000000zz";
  const car = make.vehicle();
  const { vehicle } = (await staff.post("/v1/vehicles", car).then(done)).body as Record<string, unknown>;
  await staff.post("/v1/stock-units", { vin: car.vin }).then(done);
  const bare = { ...make.vehicle(), configuration: {} };
  const unfinished = (await staff.post("/v1/vehicles", bare).then(done)).body["vehicle"];
  const order = await make.placed();
  const invited = invitation(make.number());
  const member = (await staff.post("/v1/staff", invited).then(done)).body["account"];
  const [asOrder, asMember] = [`/v1/orders/${order}`, `/v1/staff/${String(member)}`];
  const tries: [what: string, status: number, reply: Promise<{ status: number }>][] = [
    ["a VIN twice", 409, staff.post("/v1/vehicles", car)],
    ["a unit twice", 409, staff.post("/v1/stock-units", { vin: car.vin })],
    [
      "another currency",
      422,
      staff.post("/v1/vehicles", { ...make.vehicle(), price: { amount: 1, currency: "EUR" } }),
    ],
    ["a store of nobody", 422, staff.post("/v1/vehicles", { ...make.vehicle(), store })],
    ["a unit at a store of nobody", 422, staff.post("/v1/stock-units", { vin: make.vehicle().vin, store })],
    ["parts at a store of nobody", 422, staff.post("/v1/stock-items", { sku: "OIL", store, name: "Oil" })],
    [
      "a car moved to a store of nobody",
      422,
      staff.post(`/v1/stock-units/${car.vin}/move`, { store, reason: "-" }),
    ],
    [
      "a car collected at a store of nobody",
      422,
      staff.patch(asOrder, { store }, await seen(staff, asOrder)),
    ],
    ["a seller at a store of nobody", 422, staff.patch(asMember, { store }, await seen(staff, asMember))],
    [
      "somebody invited to a store of nobody",
      422,
      staff.post("/v1/staff", { ...invitation(make.number()), store }),
    ],
    ["a member twice", 409, staff.post("/v1/staff", { ...invited, roles: ["warehouse"] })],
    ["a car without its configuration", 422, staff.post(`/v1/vehicles/${unfinished}/put-on-sale`)],
  ];
  for (const [what, status, reply] of tries) {
    const told = (await reply).status;
    if (told !== status) say(`${what} (${String(vehicle)}) was answered ${told}`);
  }
}
