import { itemSize } from "#test/support/model/dynamo/attribute-values";
import { forecourt } from "#test/support/forecourt";

export type Counted = {
  requests: number;
  invocations: number;
  writeUnits: number;
  readUnits: number;
  events: number;
  queueRequests: number;
  /** Objects put into the archive: at most one an event. */
  archived: number;
  mails: number;
};

type Pieces = { TransactItems?: Record<string, unknown>[] };

/** Everything that AWS would charge for one order, from the shopper's click to the last mail. */
export async function countOrder(): Promise<Counted> {
  const world = await forecourt();
  const dealer = await world.dealer();
  const staff = world.staff(dealer, "owner");
  const made = await staff.post("/v1/vehicles", car);
  const vehicle = String(made.body["vehicle"]);
  await staff.post(`/v1/vehicles/${vehicle}/put-on-sale`);
  await staff.post("/v1/stock-units", { vin: car.vin, vehicle });
  await world.settle();
  world.aws.reset();
  world.bus.accepted.length = 0;
  world.mail.sent.length = 0;

  const before = new Set(world.table().map((item) => JSON.stringify([item["pk"], item["sk"]])));
  const shopper = world.customer("ada");
  const orders = `/v1/dealers/${dealer}/orders`;
  const placed = await shopper.post(orders, { vehicle }, { "idempotency-key": "order" });
  const paying = await shopper.post(`${orders}/${String(placed.body["order"])}/pay`, undefined, {
    "idempotency-key": "pay",
  });
  const settled = await world.visitor.post(
    `/v1/sandbox/${dealer}/payments/${String(paying.body["payment"])}/settle`,
    { outcome: "captured", amount: car.price },
  );
  const { notice } = settled.body as unknown as {
    notice: { path: string; headers: Record<string, string>; body: string };
  };
  await world.visitor.post(notice.path, notice.body, notice.headers);
  await world.settle();

  const calls = world.aws.calls;
  const count = (operation: string): number => calls.filter((call) => call.operation === operation).length;
  const sizes = world
    .table()
    .filter((item) => !before.has(JSON.stringify([item["pk"], item["sk"]])))
    .map((item) => Math.ceil(itemSize(item) / 1024));
  const pieces = calls.flatMap(({ input }) => (input as Pieces).TransactItems ?? []).length;
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
  const events = world.bus.accepted.length;
  const batches = events * listening;
  return {
    requests: 4,
    invocations: 4 + count("PutEvents") + batches,
    // Two units per piece and KB, and one more for the index slot that most items have.
    writeUnits: Math.ceil(pieces * mean * 2 + pieces) + count("UpdateItem") + count("PutItem"),
    readUnits: count("GetItem") + count("Query") + count("BatchGetItem"),
    events,
    archived: events,
    // Sent by the bus, received, deleted.
    queueRequests: batches * 3 + count("SendMessage"),
    mails: world.mail.sent.length,
  };
}

/** Contexts that hear of an order's events, at most, and the archive: one message and one call each where nothing is batched. */
const listening = 6;

const car = {
  vin: "WVWZZZAUZLP000001",
  brand: "Volkswagen",
  model: "Golf",
  year: 2020,
  colour: "Blue",
  configuration: { engine_cc: 1498, doors: 5 },
  body: "hatchback",
  fuel: "petrol",
  transmission: "manual",
  mileage_km: 32_000,
  price: { amount: 1_899_500, currency: "GBP" },
  photos: [],
};
